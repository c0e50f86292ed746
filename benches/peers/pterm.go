// Package pterm stands in for github.com/pterm/pterm, with which gcosts prints, where no module proxy can be
// reached: the same calls, as plain text.
package pterm

import (
	"fmt"
	"strings"
)

type prefix string

const (
	Info    = prefix("INFO ")
	Success = prefix("SUCCESS ")
	Warning = prefix("WARNING ")
	Error   = prefix("ERROR ")
)

func (p prefix) Printf(f string, a ...interface{})  { fmt.Printf(string(p)+f, a...) }
func (p prefix) Println(a ...interface{})           { fmt.Println(append([]interface{}{string(p)}, a...)...) }

type section struct{}

var DefaultSection section

func (s section) WithLevel(int) section             { return s }
func (s section) Printf(f string, a ...interface{}) { fmt.Printf("\n# "+f, a...) }
func (s section) Println(a ...interface{})          { fmt.Println(a...) }

type text struct{}

var DefaultBasicText, DefaultBox, DefaultHeader text

func (t text) WithFullWidth() text       { return t }
func (t text) Println(a ...interface{})  { fmt.Println(a...) }

type confirm struct{}

var DefaultInteractiveConfirm confirm

func (c confirm) Show(...interface{}) (bool, error) { return true, nil }

type TableData [][]string
type table struct{ data TableData }

var DefaultTable table

func (t table) WithHasHeader(...bool) table     { return t }
func (t table) WithBoxed(...bool) table         { return t }
func (t table) WithData(d TableData) table      { t.data = d; return t }
func (t table) Render() error {
	for _, row := range t.data {
		fmt.Println(strings.Join(row, " | "))
	}
	return nil
}

func LightMagenta(a ...interface{}) string { return fmt.Sprint(a...) }
