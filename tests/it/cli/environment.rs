//! Options from the environment: what is empty, and what is wrong there.

use clap::CommandFactory;
use yizhan::cli::Cli;

use crate::support::cli::{Folder, NEAREST, world};
use crate::support::serve::Server;

/// The variables of a command.
fn variables(command: &str) -> Vec<String> {
    let cli = Cli::command();
    let command = cli.find_subcommand(command).unwrap();
    let named = command
        .get_arguments()
        .filter_map(|option| option.get_env());
    named
        .map(|name| name.to_str().unwrap().to_owned())
        .collect()
}

fn set_to<'v>(names: &'v [String], value: &'v str) -> Vec<(&'v str, &'v str)> {
    names.iter().map(|name| (&**name, value)).collect()
}

#[test]
fn an_empty_variable_is_as_if_it_were_unset_for_every_option() {
    let folder = Folder::with(&world());
    folder.write("people.csv", "id,lon,lat,population\na,110,30,5\n");
    let coverage = [
        "coverage",
        "--stations",
        "stations.geojson",
        "--demand",
        "people.csv",
        "--out",
        "out",
    ];
    let site = [
        "site",
        "--stations",
        "stations.geojson",
        "--demand",
        "people.csv",
        "--new",
        "1",
        "--out",
        "out",
    ];
    // The command ends with its own error after the environment was read.
    let serve = ["serve", "stations.geojson", "--basemap", "nowhere"];
    for arguments in [
        &NEAREST[..],
        &["check", "stations.geojson"],
        &coverage,
        &site,
        &serve,
    ] {
        let names = variables(arguments[0]);
        let unset = folder.run(arguments);
        for empty in ["", "  "] {
            for name in names.iter().map(std::slice::from_ref).chain([&*names]) {
                let set = folder.run_with(&set_to(name, empty), arguments);
                assert_eq!(
                    (set.code, &set.out, &set.err),
                    (unset.code, &unset.out, &unset.err),
                    "{name:?} of {}",
                    arguments[0]
                );
            }
        }
    }
    assert!(variables("serve").len() > 20 && variables("nearest").len() > 15);
}

#[test]
fn a_server_starts_with_all_variables_empty() {
    let folder = Folder::with(&world());
    let mut command = folder.command(&["serve", "stations.geojson", "--listen", "127.0.0.1:0"]);
    let names = variables("serve");
    command.envs(set_to(&names, ""));
    let server = Server::run(command).until_ready();
    assert_eq!(server.get_json("/health/ready")["stations"], 4);
}

#[test]
fn a_wrong_value_from_the_environment_is_told_with_its_variable() {
    let folder = Folder::with(&world());
    let serve = ["serve", "stations.geojson", "--listen", "127.0.0.1:0"];
    for (variable, value, arguments) in [
        ("YIZHAN_NO_WATCH", "perhaps", &serve[..]),
        ("YIZHAN_HOLIDAYS", "nowhere.json", &serve),
        ("YIZHAN_BASEMAP", "nowhere", &serve),
        ("YIZHAN_LISTEN", "nowhere", &["serve", "stations.geojson"]),
        ("YIZHAN_LIMIT", "0", &NEAREST),
        ("YIZHAN_MIN_STAR", "six", &NEAREST),
        ("YIZHAN_UTC_OFFSET", "Beijing", &NEAREST),
        ("YIZHAN_FORMAT", "xml", &NEAREST),
        (
            "YIZHAN_DEMAND",
            "nowhere.csv",
            &["coverage", "--out", "out"],
        ),
    ] {
        let outcome = folder.run_with(&[(variable, value)], arguments);
        assert_eq!(outcome.code, Some(2), "{variable}: {outcome:?}");
        assert!(
            outcome.err.contains(variable),
            "{variable}: {}",
            outcome.err
        );
    }
    // What is wrong on the command line is not blamed on the environment.
    let arguments = [&NEAREST[..], &["--limit", "0"]].concat();
    let outcome = folder.run_with(&[("YIZHAN_LIMIT", "3")], &arguments);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(!outcome.err.contains("YIZHAN_LIMIT"), "{}", outcome.err);
}
