//! The real program, serving on a free port until the test ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

/// A running server that ends with the test.
pub(crate) struct Server {
    process: Child,
    /// Host and port.
    pub(crate) address: String,
    log: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts it with arguments and waits until it is ready.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_yizhan"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut until = |word: &str| {
            lines
                .by_ref()
                .map(Result::unwrap)
                .find(|line| line.contains(word))
                .unwrap()
        };
        let listening = until("http://");
        let address = listening.rsplit("http://").next().unwrap().trim();
        let address = address.to_owned();
        until("ready");
        let log = Arc::new(Mutex::new(Vec::new()));
        // The log is read on, so that the server is never stopped by a full pipe.
        let kept = Arc::clone(&log);
        std::thread::spawn(move || {
            lines.for_each(|line| kept.lock().unwrap().push(line.unwrap()));
        });
        Self {
            process,
            address,
            log,
        }
    }

    /// Sends SIGHUP.
    pub(crate) fn hang_up(&self) {
        let status = Command::new("sh")
            .arg("-c")
            .arg(format!("kill -HUP {}", self.process.id()))
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// The JSON that a path answers.
    pub(crate) fn get(&self, path: &str) -> serde_json::Value {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n",
            self.address
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    }

    /// How many lines of the log since it was ready hold a text.
    pub(crate) fn lines_with(&self, text: &str) -> usize {
        let log = self.log.lock().unwrap();
        log.iter().filter(|line| line.contains(text)).count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The process may have ended on its own.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
