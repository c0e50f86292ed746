//! Reranking, speech and image models on the prices of the book; totals computed by hand.

#[path = "support/bill.rs"]
mod bill;

use bill::bill;

#[test]
fn a_search_ranks_a_hundred_documents() {
    // 1 million searches at 2 USD a thousand; 250 documents are three started hundreds.
    let body = |extra: &str| {
        format!("[component.r.rerank]\nserves = \"chats\"\nmodel = \"cohere/rerank-v3.5\"\n{extra}")
    };
    assert_eq!(bill(&body("documents = 50\n")), ["r/searches 1000 1000 Requests 2000"]);
    assert_eq!(bill(&body("documents = 250\n")), ["r/searches 3000 1000 Requests 6000"]);
    // 50 documents of 1,200 tokens with a query of 40 count as three each: 150, two searches.
    let long = body("documents = 50\ndocument = \"1_200 tokens\"\nquery = \"40 tokens\"\n");
    assert_eq!(bill(&long), ["r/searches 2000 1000 Requests 4000"]);
    // Bedrock sells the same model, and counts each 512 tokens: 500 + 12 fit one.
    let body = "[component.r.rerank]\nserves = \"chats\"\nmodel = \"cohere/rerank-v3-5:0\"\nvia = \"bedrock\"\ndocuments = 100\ndocument = \"500 tokens\"\nquery = \"12 tokens\"\n";
    assert_eq!(bill(body), ["r/searches 1000 1000 Requests 2000"]);
}

#[test]
fn a_token_reranker_reads_the_query_with_every_document() {
    // 1 million x 20 documents x (400 + 30) tokens = 8,600 million at 0.05.
    let body = "[component.r.rerank]\nserves = \"chats\"\nmodel = \"voyage/rerank-2.5\"\ndocuments = 20\ndocument = \"400 tokens\"\nquery = \"30 tokens\"\n";
    assert_eq!(bill(body), ["r/tokens 8600 1000000 Tokens 430"]);
    let body = "[component.r.rerank]\nserves = \"chats\"\nmodel = \"voyage/rerank-2.5\"\ndocuments = 20\n";
    assert!(bill(body)[0].starts_with("missing-key: document"));
    let body = "[component.r.rerank]\nserves = \"chats\"\nmodel = \"openai/gpt-4.1\"\ndocuments = 20\n";
    assert!(bill(body)[0].starts_with("unknown-model: models that have: "), "{:#?}", bill(body));
}

#[test]
fn audio_is_heard_by_the_hour_the_second_or_the_token() {
    // 1,000 clips of 12 minutes are 200 hours at 0.111; half of them in batches at 0.0555.
    let body = "[component.s.speech]\nserves = \"jobs\"\nmodel = \"groq/whisper-large-v3\"\naudio = \"12 min\"\nbatch = \"50 %\"\n";
    assert_eq!(bill(body), ["s/audio 100 Hours 11.1", "s/batch audio 100 Hours 5.55"]);
    // Groq bills 10 seconds of a request at least: 1,000,000 clips of 4 s are 2,777.777778 hours.
    let body =
        "[component.s.speech]\nserves = \"chats\"\nmodel = \"groq/whisper-large-v3\"\naudio = \"4 s\"\n";
    assert_eq!(bill(body), ["s/audio 2777.777778 Hours 308.333333358"]);
    // 720,000 seconds at 0.0001; or 10 tokens a second at 6 USD a million.
    let body =
        "[component.s.speech]\nserves = \"jobs\"\nmodel = \"openai/gpt-4o-transcribe\"\naudio = \"12 min\"\n";
    assert_eq!(bill(body), ["s/audio 720000 Seconds 72"]);
    assert_eq!(bill(&format!("{body}audio_tokens = 10\n")), ["s/audio tokens 7.2 1000000 Tokens 43.2"]);
    // A conversation: 3 minutes heard at 10 tokens a second, 2 spoken at 20; 32 and 64 USD a million.
    let body = "[component.s.speech]\nserves = \"jobs\"\nmodel = \"openai/gpt-realtime\"\naudio = \"3 min\"\naudio_tokens = 10\nspoken = \"2 min\"\nspoken_tokens = 20\ninput = \"500 tokens\"\n";
    assert_eq!(
        bill(body),
        [
            "s/audio tokens 1.8 1000000 Tokens 57.6",
            "s/speech tokens 2.4 1000000 Tokens 153.6",
            "s/text input 0.5 1000000 Tokens 2"
        ]
    );
    let body =
        "[component.s.speech]\nserves = \"jobs\"\nmodel = \"openai/gpt-realtime\"\naudio = \"3 min\"\n";
    assert!(bill(body)[0].starts_with("missing-key: audio_tokens"), "{:#?}", bill(body));
}

#[test]
fn characters_are_read_aloud() {
    // 1 million chats of 400 characters at 15 USD a million.
    let body = "[component.s.speech]\nserves = \"chats\"\nmodel = \"openai/tts-1\"\ncharacters = 400\n";
    assert_eq!(bill(body), ["s/characters 400 1000000 Characters 6000"]);
    let body = "[component.s.speech]\nserves = \"chats\"\nmodel = \"openai/tts-1\"\nspoken = \"20 s\"\n";
    assert!(bill(body)[0].starts_with("unknown-model"), "{:#?}", bill(body));
    assert!(
        bill("[component.s.speech]\nserves = \"chats\"\nmodel = \"openai/tts-1\"\n")[0].starts_with("one-of")
    );
    let body = "[component.s.speech]\nserves = \"chats\"\nmodel = \"openai/tts-1\"\ncharacters = 9\naudio_tokens = 10\n";
    assert!(bill(body)[0].starts_with("no-effect"));
}

#[test]
fn images_are_billed_each_or_by_token() {
    // 1,000 images of 1,056 tokens at 32 USD a million: 0.034 each, as the vendor's guide says.
    let body = |extra: &str| {
        format!("[component.i.image]\nserves = \"jobs\"\nmodel = \"openai/gpt-image-1.5\"\n{extra}")
    };
    assert_eq!(bill(&body("quality = \"medium\"\n")), ["i/images 1.056 1000000 Tokens 33.792"]);
    let found = bill(&body(
        "quality = \"high\"\nsize = \"1024x1536\"\nprompt = \"120 tokens\"\ninput_images = 2\ninput_image_tokens = \"1_000 tokens\"\n",
    ));
    assert_eq!(
        found,
        [
            "i/images 6.24 1000000 Tokens 199.68",
            "i/prompts 0.12 1000000 Tokens 0.6",
            "i/image input 2 1000000 Tokens 16"
        ]
    );
    // The guide's prices of the mini model do not follow from the same tokens: one says them.
    let mini = "[component.i.image]\nserves = \"jobs\"\nmodel = \"openai/gpt-image-1-mini\"\n";
    assert!(bill(&format!("{mini}quality = \"low\"\n"))[0].starts_with("no-effect"));
    assert!(bill(mini)[0].starts_with("missing-key: tokens"));
    assert!(bill(&body(""))[0].starts_with("missing-key"));
    // One price for each image.
    let body = "[component.i.image]\nserves = \"jobs\"\nmodel = \"google/imagen-3.0-generate-001\"\nimages = \"4 images per job\"\n";
    assert_eq!(bill(body), ["i/images 4000 Images 160"]);
    assert!(bill(&format!("{body}quality = \"low\"\n"))[0].starts_with("no-effect"));
    // By token where one says how many: 1,290 at 30 USD a million, half of them in batches at 15.
    let body = "[component.i.image]\nserves = \"jobs\"\nmodel = \"google/gemini-2.5-flash-image\"\ntokens = \"1_290 tokens\"\nbatch = \"50 %\"\n";
    assert_eq!(
        bill(body),
        ["i/images 0.645 1000000 Tokens 19.35", "i/batch images 0.645 1000000 Tokens 9.675"]
    );
    let body = "[component.i.image]\nserves = \"jobs\"\nmodel = \"openai/gpt-4.1\"\n";
    assert!(bill(body)[0].starts_with("unknown-model"));
}
