//! An HTTP server that does nothing: `cargo bench --bench floor -- ADDRESS BYTES` answers
//! every path with the same text. What a handler costs beyond it is its own work.

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let numbers = std::env::args().filter(|word| !word.starts_with("--"));
    let [_, address, bytes] = numbers
        .collect::<Vec<_>>()
        .try_into()
        .expect("ADDRESS BYTES");
    let text = Bytes::from("x".repeat(bytes.parse().expect("a number of bytes")));
    let answer = move || {
        let headers = [(header::CONTENT_TYPE, "application/geo+json")];
        std::future::ready((headers, text.clone()))
    };
    let listener = TcpListener::bind(address).await?;
    axum::serve(listener, Router::new().fallback(answer)).await
}
