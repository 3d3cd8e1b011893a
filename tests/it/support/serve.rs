//! A server under test as a process of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::cli::command;

/// How long a test waits for something that must happen.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A server under test; it ends with the test.
pub(crate) struct Server {
    child: Child,
    /// `None` once the log is no longer read.
    lines: Option<Receiver<String>>,
    /// What was read of the log.
    pub(crate) log: String,
    address: Option<SocketAddr>,
}

impl Server {
    /// Starts it in a folder, on a free port.
    pub(crate) fn start(folder: impl AsRef<Path>, more: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", folder, more)
    }

    fn start_at(address: &str, folder: impl AsRef<Path>, more: &[&str]) -> Self {
        let arguments = [&["serve", "--listen", address], more].concat();
        Self::run(command(folder.as_ref(), &arguments))
    }

    /// Runs a command that starts it.
    pub(crate) fn run(mut command: Command) -> Self {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
            // Here the reading end is closed.
        });
        Self {
            child,
            lines: Some(lines),
            log: String::new(),
            address: None,
        }
    }

    /// Starts it and waits until it can answer.
    pub(crate) fn ready(folder: impl AsRef<Path>, more: &[&str]) -> Self {
        Self::ready_at("127.0.0.1:0", folder, more)
    }

    /// The same at an address.
    pub(crate) fn ready_at(address: &str, folder: impl AsRef<Path>, more: &[&str]) -> Self {
        Self::start_at(address, folder, more).until_ready()
    }

    /// The same once it can answer.
    pub(crate) fn until_ready(self) -> Self {
        let mut server = self.until_listening();
        server.wait_for("ready");
        server
    }

    /// The same once it listens, though it may have no stations yet.
    pub(crate) fn until_listening(mut self) -> Self {
        let line = self.wait_for("listening on http://");
        let (_, address) = line.split_once("http://").unwrap();
        // In a JSON log a quote follows.
        let address = address.trim().trim_end_matches(['"', '}']);
        self.address = Some(address.parse().unwrap());
        self
    }

    /// How many files it has open now.
    #[cfg(target_os = "linux")]
    pub(crate) fn n_open_files(&self) -> usize {
        let open = std::fs::read_dir(format!("/proc/{}/fd", self.child.id()));
        open.unwrap().count()
    }

    /// Reads the log up to a line with that word.
    pub(crate) fn wait_for(&mut self, word: &str) -> String {
        loop {
            let line = self.lines.as_ref().unwrap().recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("no '{word}' in {}", self.log));
            self.log.push_str(&line);
            self.log.push('\n');
            if line.contains(word) {
                return line;
            }
        }
    }

    /// Stops reading its log: the writer then finds the pipe broken.
    pub(crate) fn hang_up_on_its_log(&mut self) {
        // The reader ends at the next line, which this provokes.
        self.lines = None;
        self.send("-HUP");
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Where it listens, once it is ready.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address.unwrap()
    }

    /// A connection of its own.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Head and body of the answer to a request that asks to close.
    pub(crate) fn exchange(&self, request: &str) -> (String, String) {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        read_answer(&mut stream)
    }

    /// Head and body of the answer to a GET.
    pub(crate) fn get(&self, uri: &str) -> (String, String) {
        self.exchange(&format!(
            "GET {uri} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n"
        ))
    }

    /// The JSON that a GET answers.
    pub(crate) fn get_json(&self, uri: &str) -> Value {
        let (head, body) = self.get(uri);
        serde_json::from_str(&body).unwrap_or_else(|_| panic!("{head}\n{body}"))
    }

    /// Tells it to end.
    pub(crate) fn terminate(&self) {
        self.send("-TERM");
    }

    /// Sends a signal, as `kill` names it.
    pub(crate) fn send(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(
            // The shell's own kill: the program of that name is not on every system.
            Command::new("sh")
                .args(["-c", &format!("kill {signal} {pid}")])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits for the end; the whole log is read then.
    pub(crate) fn end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < deadline, "it does not end: {}", self.log);
            std::thread::sleep(Duration::from_millis(5));
        };
        while let Some(Ok(line)) = self
            .lines
            .as_ref()
            .map(|lines| lines.recv_timeout(PATIENCE))
        {
            self.log.push_str(&line);
            self.log.push('\n');
        }
        status
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes a named pipe.
#[cfg(unix)]
pub(crate) fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Head, in lower case, and body of an answer after which the server hangs up.
pub(crate) fn read_answer(stream: &mut TcpStream) -> (String, String) {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("{text}"));
    (head.to_ascii_lowercase(), body.to_owned())
}
