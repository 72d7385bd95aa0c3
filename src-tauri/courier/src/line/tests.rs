//! A line against backends of the test's own.

use super::*;

#[tokio::test]
async fn a_device_follows_its_shop_and_leaves_tls_for_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let at = |backend: &str| Account { backend: backend.into(), refresh_token: "r".into(), access_token: "a".into() };
    let line =
        |backend: &str| Line::new(folder.path(), BusinessId::new(uuid::Uuid::from_u128(1)), at(backend)).unwrap();
    let moved = |address: &str| Error::field(Code::Moved, address, "This shop is served at another address now.");
    let here = line("https://cell-1.example");
    for elsewhere in ["http://cell-2.example", "cell-2.example", ""] {
        assert!(here.moved(&here.account(), moved(elsewhere)).await.is_err(), "{elsewhere}");
    }
    assert!(here.moved(&here.account(), Error::new(Code::Moved, "somewhere")).await.is_err());
    assert_eq!((here.account(), Account::read(folder.path()).unwrap()), (at("https://cell-1.example"), None));
    let there = here.moved(&here.account(), moved("https://cell-2.example")).await.unwrap();
    assert_eq!(there, at("https://cell-2.example"));
    assert_eq!((here.account(), Account::read(folder.path()).unwrap()), (there.clone(), Some(there)));
    let plain = line("http://127.0.0.1:1");
    assert!(plain.moved(&plain.account(), moved("http://127.0.0.1:2")).await.is_ok(), "on a network of one's own");
}

#[tokio::test]
async fn a_backend_says_when_it_wants_to_be_asked_again() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let backend = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        for status in ["503 Busy\r\nretry-after: 90", "204 Good"] {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await.unwrap();
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let account = Account { backend, refresh_token: "r".into(), access_token: "a".into() };
    let line = Line::new(folder.path(), BusinessId::new(uuid::Uuid::from_u128(1)), account).unwrap();
    assert_eq!(line.asked_for(), Duration::ZERO);
    assert_eq!(line.adopt().await.unwrap_err().code, Code::Unavailable);
    assert!(line.asked_for() > Duration::from_secs(80));
    line.adopt().await.unwrap();
    assert_eq!(line.asked_for(), Duration::ZERO);
}

/// A request as it stands on the wire, with its body.
async fn heard(stream: &mut tokio::net::TcpStream) -> String {
    use tokio::io::AsyncReadExt;
    let mut text = String::new();
    loop {
        let mut part = [0; 4096];
        let read = stream.read(&mut part).await.unwrap();
        assert!(read > 0, "a request that was broken off: {text}");
        text.push_str(std::str::from_utf8(part.get(..read).unwrap()).unwrap());
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
            return text;
        }
    }
}

/// A backend whose access tokens are good for one request, and which answers nobody any more after a refresh token
/// came that is not the newest.
async fn strict(listener: tokio::net::TcpListener) {
    use tokio::io::AsyncWriteExt;
    let (mut newest, mut shown) = (0, false);
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let request = heard(&mut stream).await;
        let tokens = if request.starts_with("POST /account/refresh ") {
            assert!(request.ends_with(&format!(r#"{{"refresh_token":"r{newest}"}}"#)), "in two hands: {request}");
            (newest, shown) = (newest + 1, false);
            Some(format!(r#"{{"access_token":"a{newest}","refresh_token":"r{newest}"}}"#))
        } else {
            let known = !shown && request.contains(&format!("Bearer a{newest}\r\n"));
            shown |= known;
            known.then(String::new)
        };
        let (status, body) = tokens.map_or(("401 Unauthorized", String::new()), |body| ("200 OK", body));
        let length = body.len();
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
}

#[tokio::test]
async fn several_lines_of_a_device_draw_their_tokens_from_one_sign_in() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let backend = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(strict(listener));
    let folder = tempfile::tempdir().unwrap();
    let account = Account { backend, refresh_token: "r0".into(), access_token: "a0".into() };
    account.keep(folder.path()).unwrap();
    let shop = BusinessId::new(uuid::Uuid::from_u128(1));
    let [courier, door] = [(); 2].map(|()| Line::new(folder.path(), shop, account.clone()).unwrap());
    // One stands still while the other draws several times, and the other way round.
    for line in [&courier, &door, &door, &door, &courier, &courier, &door, &courier] {
        line.adopt().await.unwrap();
    }
    let (one, other) = (courier.account(), Account::read(folder.path()).unwrap());
    assert_eq!((one.refresh_token.as_str(), Some(&one)), ("r7", other.as_ref()));
}
