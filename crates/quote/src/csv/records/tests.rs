//! Records cut anywhere, and broken ones.

use super::*;

/// Reads in chunks of a size, so that records are cut anywhere.
struct Drip<'b>(&'b [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let take = self.1.min(self.0.len()).min(room.len());
        let (now, later) = self.0.split_at(take);
        room[..take].copy_from_slice(now);
        self.0 = later;
        Ok(take)
    }
}

fn all(bytes: &[u8], chunk: usize) -> Vec<Vec<String>> {
    let mut records = Records::new(Drip(bytes, chunk));
    let mut found = Vec::new();
    loop {
        match records.next() {
            Found::Record(Record::Cells(cells), _) => found.push(cells.iter().map(str::to_owned).collect()),
            Found::Record(Record::Broken { why, text }, _) => {
                found.push(vec![format!("!{why}"), text.into_owned()]);
            }
            Found::End => return found,
            Found::More => records.read_on().unwrap(),
        }
    }
}

#[test]
fn lines_end_in_every_way_and_arrive_in_every_piece() {
    let bytes = b"\xef\xbb\xbfa,b\r\n\r\n1,\"x, \"\"y\"\"\"\n\n2,\"two\nlines\"\r3,\n4,5";
    for chunk in [1, 2, 3, 7, 1_000] {
        let found = all(bytes, chunk);
        assert_eq!(
            found,
            [vec!["a", "b"], vec!["1", "x, \"y\""], vec!["2", "two\nlines"], vec!["3", ""], vec!["4", "5"]],
            "{chunk}"
        );
    }
    assert!(all(b"", 1).is_empty() && all(b"\n\r\n", 1).is_empty() && all(b"\xef\xbb\xbf", 1).is_empty());
    assert_eq!(all(b"a,\"b\"", 1), [["a", "b"]]);
}

#[test]
fn a_quote_that_never_closes_spoils_its_own_line() {
    let mut bytes = b"a,b\n1,\"open\n2,fine\n".to_vec();
    let found = all(&bytes, 5);
    assert_eq!(found[1], ["!a line with a quote that is not closed", "1,\"open"]);
    assert_eq!(found[2], ["2", "fine"]);
    // Two of them seem to close each other.
    let found = all(b"a,b\n1,\"open\n2,fine\n3,\"open\n4,fine\n", 5);
    assert_eq!(found.iter().filter(|row| row[0].starts_with('!')).count(), 2);
    assert_eq!((found[2][1].as_str(), found[4][1].as_str()), ("fine", "fine"));
    // The same with more behind than the longest row.
    for n in 0..20_000 {
        bytes.extend_from_slice(format!("{n},x\n").as_bytes());
    }
    let found = all(&bytes, 4_096);
    assert_eq!(found.len(), 20_003);
    assert_eq!(found[20_002], ["19999", "x"]);
}

#[test]
fn a_row_without_end_is_bounded() {
    let mut bytes = b"a,b\n1,".to_vec();
    bytes.extend(std::iter::repeat_n(b'x', 300_000));
    bytes.extend_from_slice(b"\n2,fine\n");
    let mut records = Records::new(Drip(&bytes, 1_000));
    let mut found = Vec::new();
    loop {
        match records.next() {
            Found::Record(Record::Cells(cells), _) => found.push(cells.iter().collect::<Vec<_>>().join("|")),
            Found::Record(Record::Broken { why, .. }, _) => found.push(why.to_owned()),
            Found::More => records.read_on().unwrap(),
            Found::End => break,
        }
        assert!(records.buffer.len() <= 2 * (LONGEST + CHUNK));
    }
    assert_eq!(found, ["a|b", "a line longer than 65536 bytes", "2|fine"]);
}

#[test]
fn what_is_no_utf8_is_replaced() {
    let mut records = Records::new(&b"\xff\xfe,ok\n"[..]);
    records.read_on().unwrap();
    let Found::Record(Record::Cells(cells), _) = records.next() else { panic!("cells") };
    assert!(cells.is_lossy);
    assert_eq!(cells.iter().collect::<Vec<_>>(), ["\u{fffd}\u{fffd}", "ok"]);
}
