//! Malicious paths, methods, parameters and bodies.

use super::{ASK, NEAREST, Target};

#[test]
fn no_path_leads_out_of_the_service() {
    let target = Target::new();
    for path in [
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/../Cargo.toml",
        "/assets/..%2fCargo.toml",
        "/assets/%2e%2e%5cCargo.toml",
        "/v1/stations/..",
        "/v1/stations/..%2f..%2fetc%2fpasswd",
        "/v1/stations/%c0%ae%c0%ae",
        "/v1/stations/%ff",
        "/v1/stations/%zz",
        "/v1/stations/%00",
        "/v1/stations/a%00",
        "//v1/meta",
        "/v1//meta",
        "/V1/meta",
        "/v1/meta/",
        "*",
    ] {
        target.get(path).is_problem(404);
    }
    target.serves_others();
}

#[test]
fn invalid_numbers_are_refused_and_unusual_ones_are_understood() {
    let target = Target::new();
    let long = "1".repeat(400);
    for number in [
        "1e400",
        "-1e400",
        "NaN",
        "nan",
        "inf",
        "-infinity",
        "%D9%A1",
        "%EF%BC%91",
        "0x10",
        "1_0",
        "1,0",
        "",
        "%20",
        ".",
        "-",
        "1.0.0",
        "1e",
        "99999999999999999999",
        "1%00",
        &long,
    ] {
        for (name, rest) in [
            ("lat", "&lon=1"),
            ("lon", "&lat=1"),
            ("limit", "&lat=1&lon=1"),
        ] {
            let problem = target
                .get(&format!("{NEAREST}?{name}={number}{rest}"))
                .is_problem(400);
            assert_eq!(problem["parameter"], name, "{number}");
        }
    }
    for number in ["-0", "1e-400", "-0.0e0", "+1", "1e1", "00001"] {
        let answer = target.get(&format!("{NEAREST}?lat={number}&lon={number}"));
        assert_eq!(answer.statuses, [200], "{number}");
    }
    target.serves_others();
}

#[test]
fn methods_that_are_not_answered_are_problems() {
    let target = Target::new();
    for method in [
        "BREW",
        "get",
        "TRACE",
        "DELETE",
        "PUT",
        "PATCH",
        &"X".repeat(500),
    ] {
        let line = format!("{method} {ASK} HTTP/1.1");
        let answer = target.send_head(&[&line, "host: test", "connection: close"]);
        answer.is_problem(405);
        assert!(answer.head.contains("\r\nallow: "), "{}", answer.head);
    }
    let connect = [
        "CONNECT elsewhere.example:80 HTTP/1.1",
        "host: test",
        "connection: close",
    ];
    target.send_head(&connect).is_problem(404);
    target.serves_others();
}

#[test]
fn json_that_is_deep_repeated_or_strange_is_a_problem_of_its_own() {
    let target = Target::new();
    let deep = format!("{}{}", "[".repeat(300_000), "]".repeat(300_000));
    for (path, list) in [(NEAREST, "origins"), ("/v1/coverage", "demand")] {
        for body in [
            "[".repeat(900_000),
            "{\"a\":".repeat(150_000),
            format!(r#"{{"{list}":{{}}}}"#),
            format!(r#"{{"{list}":[{{"lat":1,"lon":2}}],"{list}":[]}}"#),
            format!(r#"{{"{list}":[{{"lat":1,"lon":2}}],"mode":"walk","mode":"bike"}}"#),
            format!(r#"{{"{list}":[{{"lat":1,"lon":2}}],"amenity":{deep}}}"#),
            format!(r#"{{"{list}":[{{"lat":1,"lon":2}}]}} x"#),
            format!(r#"{{"{list}":[{}0]}}"#, "0,".repeat(400_000)),
            format!("\u{feff}{{\"{list}\":[]}}"),
            "{\"a\":\"\0\"}".to_owned(),
            String::new(),
        ] {
            let start: String = body.chars().take(40).collect();
            let problem = target.post(path, body.as_bytes()).is_problem(400);
            assert!(problem["detail"].as_str().unwrap().len() < 300, "{start}");
        }
        for body in [
            &b"{\"\xff\":1}"[..],
            b"{\0\"\0a\0\"\0:\0",
            b"\x1f\x8b\x08\0",
        ] {
            target.post(path, body).is_problem(400);
        }
        for item in [
            deep.clone(),
            r#"{"lat":1,"lat":2,"lon":3}"#.to_owned(),
            r#"{"lat":1e400,"lon":3}"#.to_owned(),
            r#"{"lat":"1","lon":3}"#.to_owned(),
            "null".to_owned(),
        ] {
            // One bad place is reported beside the others, and does not cost them their answer.
            let answer = target.post(path, format!(r#"{{"{list}":[{item}]}}"#).as_bytes());
            assert_eq!(answer.statuses, [200], "{}", answer.head);
            answer.json();
        }
        target.post(path, &vec![b' '; 5 << 20]).is_problem(413);
    }
    target.serves_others();
}

#[test]
fn a_refusal_repeats_only_the_beginning_of_what_it_refuses() {
    let target = Target::new();
    let places = r#""origins":[{"lat":30,"lon":110}]"#;
    for length in [8_000, 900_000] {
        let long = "x".repeat(length);
        for member in [
            format!(r#""kind":"{long}""#),
            format!(r#""amenity":["{long}"]"#),
            format!(r#""limit":"{long}""#),
            format!(r#""at":"{long}""#),
            format!(r#""mode":"{long}""#),
            format!(r#""min_star":"{long}""#),
            format!(r#""{long}":1"#),
        ] {
            let answer = target.post(NEAREST, format!("{{{places},{member}}}").as_bytes());
            answer.is_problem(400);
            assert!(answer.body.len() < 4_000, "{} bytes", answer.body.len());
        }
        let item = format!(r#"{{"origins":[{{"{long}":1}}]}}"#);
        assert!(target.post(NEAREST, item.as_bytes()).body.len() < 1_000);
    }
    target.serves_others();
}
