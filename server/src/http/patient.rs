//! A connection whose other end has to take what is written: one that reads nothing would hold its place, and what it is
//! told, for ever.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// The connection; it breaks when for so long nothing more could be written.
pub struct Patient {
    stream: TcpStream,
    patience: Duration,
    /// Since something could not be written.
    waits: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    /// Over a connection.
    pub fn new(stream: TcpStream, patience: Duration) -> Self {
        Self { stream, patience, waits: None }
    }

    /// What came of a try to write, or that it has been tried for too long.
    fn tried(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.waits = None;
            return written;
        }
        let waits = self.waits.get_or_insert_with(|| Box::pin(tokio::time::sleep(self.patience)));
        if waits.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        // What the system still holds for it goes, too.
        let _ = self.stream.set_zero_linger();
        Poll::Ready(Err(io::Error::new(ErrorKind::TimedOut, "nobody reads what is written")))
    }
}

impl AsyncRead for Patient {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.tried(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.tried(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    const PATIENCE: Duration = Duration::from_millis(300);

    /// Both ends of a connection.
    async fn ends() -> (Patient, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let reader = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        (Patient::new(listener.accept().await.unwrap().0, PATIENCE), reader)
    }

    #[tokio::test]
    async fn a_reader_that_takes_nothing_is_given_up() {
        let (mut writer, reader) = ends().await;
        let error = writer.write_all(&vec![0; 64 << 20]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        // It hears so at once, and the system keeps nothing for it.
        drop(writer);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(reader.take_error().unwrap().map(|error| error.kind()), Some(ErrorKind::ConnectionReset));
    }

    #[tokio::test]
    async fn a_slow_reader_is_waited_for_as_long_as_it_reads() {
        let (mut writer, mut reader) = ends().await;
        let written = tokio::spawn(async move { writer.write_all(&vec![7; 24 << 20]).await.map(|()| writer) });
        let (mut part, mut seen) = (vec![0; 2 << 20], 0);
        while seen < 24 << 20 {
            // In all three times as long as the writer's patience.
            tokio::time::sleep(PATIENCE / 4).await;
            seen += reader.read_exact(&mut part).await.unwrap();
        }
        assert!(written.await.unwrap().is_ok());
    }
}
