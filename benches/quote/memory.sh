#!/bin/sh
# Memory of `costmodel quote` over ten million rows: ordinary ones, and ones made to fill it.
#   benches/quote/memory.sh [COSTMODEL] [LOG]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
binary=${1:-$here/../../target/release/costmodel}
log=${2:-$here/../logs/$(date +%F)-quote-memory.txt}
work=${WORK:-/tmp/costmodel-quote}
mkdir -p "$work"

run() {   # label, rows, what writes the rows...
    label=$1; count=$2; shift 2
    echo "## $label: $count rows"
    "$@" | /usr/bin/time -f '%e s wall, %U s user, %M KiB peak' "$binary" quote - 2>&1 >/dev/null | tail -3
}

{
    echo "# memory of costmodel quote, $(date +%F)"
    "$binary" --version
    run "token rows, 12 models, 30 days, 3 tiers" 10000000 awk 'BEGIN {
        print "provider,model,at,service_tier,input_tokens,cached_input_tokens,output_tokens";
        split("anthropic,claude-sonnet-5 anthropic,claude-haiku-4-5 openai,gpt-5.5 openai,gpt-4.1 openai,gpt-4o-mini google,gemini-2.5-pro google,gemini-2.5-flash mistral,codestral deepseek,deepseek-chat groq,llama-3.1-8b-instant xai,grok-4.5 cohere,command-a", m, " ");
        split(",batch,", t, ",");
        for (i = 0; i < 10000000; i++) printf "%s,2026-10-%02d,%s,%d,%d,%d\n", m[i%12+1], i%30+1, t[i%3+1], i%90000+500, i%500, i%3000 }'
    run "metered rows, pooled by month" 10000000 awk 'BEGIN {
        print "provider,service,region,sku,meter,quantity,unit,month";
        for (i = 0; i < 10000000; i++) printf "aws,s3,us-east-1,standard,storage,%d.%03d,GiB-Months,2027-%02d\n", i%9000, i%1000, i%12+1 }'
    run "hostile: every row another unknown model and day" 1000000 awk 'BEGIN {
        print "provider,model,at,input_tokens";
        for (i = 0; i < 1000000; i++) printf "openai,gpt-%d-no-such-model,%d-%02d-%02d,1\n", i, 2000+i%60, i%12+1, i%28+1 }'
    run "hostile: every row its own day and region of a model" 1000000 awk 'BEGIN {
        print "provider,model,at,region,input_tokens,output_tokens";
        for (i = 0; i < 1000000; i++) printf "openai,gpt-5.5,%d-%02d-%02d,r%d,1,1\n", 2000+i%60, i%12+1, i%28+1, i }'
    run "hostile: one line of 200 MB" 1 awk 'BEGIN {
        print "provider,model,input_tokens"; for (i = 0; i < 2000000; i++) printf "%0100d", i }'
} 2>&1 | tee "$log"
