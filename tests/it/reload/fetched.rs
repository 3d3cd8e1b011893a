//! How much is fetched, and who asks: the options for addresses of station files.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::feed::STATIONS;
use crate::reload::host::{Host, answer, ok};
use crate::support::cli::Folder;

#[test]
fn the_largest_fetched_file_passes_and_one_byte_more_does_not() {
    let folder = Folder::new();
    let host = Host::new(ok("\"v1\"", STATIONS));
    let length = STATIONS.len();
    let most = |bytes: usize| {
        let (url, bytes) = (host.url("/x.geojson"), bytes.to_string());
        folder.run(&["check", &url, "--max-fetched-bytes", &bytes])
    };
    assert!(most(length).out.contains("6 stations"));
    let outcome = most(length - 1);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    let words = format!("more than {} bytes, see --max-fetched-bytes", length - 1);
    assert!(outcome.err.contains(&words), "{outcome:?}");
    for bytes in ["0", "1073741825", "many"] {
        let outcome = folder.run(&["check", "x", "--max-fetched-bytes", bytes]);
        assert_eq!(outcome.code, Some(2), "{bytes}");
    }
}

#[test]
fn a_small_answer_that_opens_into_a_large_one_is_refused_at_the_cap() {
    let folder = Folder::new();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&vec![b' '; 3_000_000]).unwrap();
    let bomb = gzip.finish().unwrap();
    let host = Host::new(answer("200 OK", "Content-Encoding: gzip\r\n", &bomb));
    let outcome = folder.run(&["check", &host.url("/x"), "--max-fetched-bytes", "1000000"]);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(
        outcome.err.contains("more than 1000000 bytes"),
        "{outcome:?}"
    );
}

#[test]
fn user_and_password_come_from_a_netrc_file_that_no_command_line_shows() {
    let folder = Folder::new();
    folder.write(
        "netrc",
        "machine 127.0.0.1 login ann password secret\nmachine b.example login x password y\n",
    );
    let host = Host::new(ok("\"v1\"", STATIONS));
    let url = host.url("/x.geojson");
    for outcome in [
        folder.run(&["check", &url, "--netrc", "netrc"]),
        folder.run_with(&[("YIZHAN_NETRC", "netrc")], &["check", &url]),
    ] {
        assert!(outcome.out.contains("6 stations"), "{outcome:?}");
        let head = host.next_head();
        assert!(
            head.contains("authorization: basic yw5uonnly3jlda==\r\n"),
            "{head}"
        );
    }
    let own = url.replace("//", "//bob:other@");
    folder.run(&["check", &own, "--netrc", "netrc"]);
    assert!(
        host.next_head()
            .contains("authorization: basic ym9iom90agvy")
    );
}

#[test]
fn a_netrc_file_that_cannot_be_read_or_understood_is_an_error_without_its_words() {
    let folder = Folder::new();
    folder.write("netrc", "machine a login ann\nsecret\n");
    let outcome = folder.run(&["check", "http://127.0.0.1:9/x", "--netrc", "netrc"]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.err.contains("--netrc: netrc line 2"), "{outcome:?}");
    assert!(!outcome.err.contains("secret"), "{outcome:?}");
    let outcome = folder.run(&["check", "http://127.0.0.1:9/x", "--netrc", "absent"]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.err.contains("--netrc absent"), "{outcome:?}");
}
