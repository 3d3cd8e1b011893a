//! One load client for three protocols, and what the rivals need to answer the same: run by
//! `benches/scripts/rivals.sh`.
//!
//! All requests are written before the clock starts, and an answer is read to its end and no
//! further: the client costs the same whichever server answers.

mod drive;
mod protocol;
mod questions;
#[path = "../../support.rs"]
mod support;

use std::io::{BufWriter, Write};
use std::net::SocketAddr;

use drive::{Load, drive};
use protocol::{Conversation, Protocol};
use questions::Question;

const USAGE: &str = "load_client redis-commands | postgres-rows | paths QUESTION | \
     agree QUESTION YIZHAN REDIS POSTGRES | \
     drive [--accept=ENCODING] [--server=PID] [--at=HH:MM] PROTOCOL ADDRESS QUESTION CONNECTIONS SECONDS [RATE]";

/// Asks over HTTP as browsers and apps do, which all accept compressed answers: by this encoding.
const ACCEPT: &str = "--accept=";
/// The process that answers: what it uses of the processor is counted.
const SERVER: &str = "--server=";
/// The time of the day that is asked about, over HTTP.
const AT: &str = "--at=";
const NOON: &str = "12:00";

/// How it is asked over HTTP.
struct Asking {
    accept: Option<String>,
    time: String,
}

/// What the rivals answer to each question: row by row the ids.
type Ids = Vec<Vec<String>>;

fn main() -> std::io::Result<()> {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| words.iter().find_map(|word| word.strip_prefix(name));
    let server = option(SERVER).map(|process| process.parse().expect("a process"));
    let asking = Asking {
        accept: option(ACCEPT).map(str::to_owned),
        time: option(AT).unwrap_or(NOON).to_owned(),
    };
    words.retain(|word| !word.starts_with("--"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut out = BufWriter::new(std::io::stdout().lock());
    match *words.as_slice() {
        ["paths", question] => {
            let question = Question::of(question);
            let origins = support::origins().into_iter().enumerate();
            let mut paths = origins.map(|(n, origin)| question.path(n, origin, &asking.time));
            paths.try_for_each(|path| writeln!(out, "{path}"))
        }
        ["redis-commands"] => questions::redis_commands(&mut out),
        ["postgres-rows"] => questions::postgres_rows(&mut out),
        ["agree", question, yizhan, redis, postgres] => {
            let question = Question::of(question);
            let [yizhan, redis, postgres] = [
                (Protocol::Http, yizhan),
                (Protocol::Redis, redis),
                (Protocol::Postgres, postgres),
            ]
            .map(|(protocol, at)| ids(protocol, address(at), question));
            compare(&mut out, &yizhan, "Redis", &redis)?;
            compare(&mut out, &yizhan, "PostGIS", &postgres)
        }
        [
            "drive",
            protocol,
            at,
            question,
            connections,
            seconds,
            ref rate @ ..,
        ] => {
            let load = Load {
                connections: connections.parse().expect("a number of connections"),
                seconds: seconds.parse().expect("seconds"),
                rate: rate.first().map(|rate| rate.parse().expect("a rate")),
                server,
            };
            let (protocol, question) = (Protocol::of(protocol), Question::of(question));
            let conversation = conversation(protocol, question, &asking);
            writeln!(out, "{}", drive(address(at), &conversation, load)?)
        }
        _ => {
            eprintln!("{USAGE}");
            std::process::exit(2);
        }
    }
}

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address such as 127.0.0.1:8080")
}

/// What is said to a server: the same thousand places for all.
fn conversation(protocol: Protocol, question: Question, asking: &Asking) -> Conversation {
    let origins = support::origins();
    if matches!(question, Question::Batch) {
        let body = Question::body(&origins);
        return Conversation {
            protocol,
            opening: Vec::new(),
            requests: vec![protocol::http_post(
                "/v1/stations/nearest",
                &body,
                asking.accept.as_deref(),
            )],
        };
    }
    let requests = origins
        .iter()
        .enumerate()
        .map(|(n, origin)| match protocol {
            Protocol::Http => {
                let path = question.path(n, *origin, &asking.time);
                protocol::http_request(&path, asking.accept.as_deref())
            }
            Protocol::Redis => protocol::redis_command(&question.command(*origin)),
            Protocol::Postgres => protocol::postgres_execution(&questions::parameters(*origin)),
        });
    Conversation {
        protocol,
        opening: match protocol {
            Protocol::Http | Protocol::Redis => Vec::new(),
            Protocol::Postgres => protocol::postgres_opening(&question.statement()),
        },
        requests: requests.collect(),
    }
}

/// The ids that a server answers to each question, one after another.
fn ids(protocol: Protocol, at: SocketAddr, question: Question) -> Ids {
    let asking = Asking {
        accept: None,
        time: NOON.to_owned(),
    };
    let conversation = conversation(protocol, question, &asking);
    let answers = drive::ask_each(at, &conversation).expect("answers");
    let read = |answer: &Vec<u8>| match protocol {
        Protocol::Http => protocol::http_ids(answer),
        Protocol::Redis => protocol::redis_ids(answer),
        Protocol::Postgres => protocol::postgres_ids(answer),
    };
    answers.iter().map(read).collect()
}

fn compare(out: &mut impl Write, ours: &Ids, name: &str, theirs: &Ids) -> std::io::Result<()> {
    let pairs = || ours.iter().zip(theirs);
    let same = pairs().filter(|(ours, theirs)| ours == theirs).count();
    let same_set = pairs().filter(|(ours, theirs)| sorted(ours) == sorted(theirs));
    let rows: usize = ours.iter().map(Vec::len).sum();
    writeln!(
        out,
        "{name}: {same} of {} answers are ours to the letter, {} hold the same stations ({rows} \
         stations in all of ours)",
        ours.len(),
        same_set.count(),
    )
}

fn sorted(ids: &[String]) -> Vec<&String> {
    let mut ids: Vec<&String> = ids.iter().collect();
    ids.sort();
    ids
}
