//! An HTTP server that does nothing: `floor axum|yizhan ADDRESS BYTES` answers every path with
//! the same text. What a handler costs beyond it is its own work.
//!
//! `axum` is `axum::serve` as most programs use it; `yizhan` is the server of this crate, with
//! its threads, limits and time-outs, and a router that does nothing behind it. Both have the
//! allocator of the command.

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use yizhan::http::{ConnectionLimits, listen, serve};

#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [server, address, bytes] = words.as_slice() else {
        eprintln!("floor axum|yizhan ADDRESS BYTES");
        std::process::exit(2);
    };
    let listener = listen(address.parse().expect("an address such as 127.0.0.1:8080"))?;
    let routes = constant(bytes.parse().expect("a number of bytes"));
    match server.as_str() {
        "axum" => axum::serve(listener, routes).await,
        "yizhan" => {
            let limits = ConnectionLimits::default();
            serve(listener, || routes.clone(), &limits, std::future::pending()).await
        }
        _ => panic!("a server is axum or yizhan, got {server}"),
    }
}

/// Routes that answer everything with so many bytes.
fn constant(bytes: usize) -> Router {
    let text = Bytes::from("x".repeat(bytes));
    Router::new().fallback(move || {
        let headers = [(header::CONTENT_TYPE, "application/geo+json")];
        std::future::ready((headers, text.clone()))
    })
}
