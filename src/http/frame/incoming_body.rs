//! A request whose body is on its way: it takes its place among those under way only when the body
//! is whole, so that clients that send nothing keep no others out.
//!
//! Until then it counts among the bodies that are waited for, and its bytes count as they arrive:
//! a head alone costs next to nothing, and a body that is announced costs nothing yet.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use axum::BoxError;
use axum::body::{Body, Bytes};
use http_body::{Frame, SizeHint};
use thiserror::Error;

use super::quota::{ClientSlot, Quota, Reservation};

/// There is no room for the body, or for the request once its body is whole.
#[derive(Clone, Copy, Debug, Error)]
#[error("there is no room for the request")]
pub struct NoRoom;

/// The quotas of requests that bring a body.
#[derive(Debug)]
pub struct BodyQuotas {
    /// Bodies that are waited for.
    pub awaited: Arc<Quota>,
    /// The bytes of bodies that have arrived, until their requests are answered.
    pub bytes: Arc<Quota>,
    /// Requests under way.
    pub in_flight: Arc<Quota>,
}

/// What a request with a body holds: shared by its body and its answer.
#[derive(Debug)]
pub struct BodyPlace {
    client: ClientSlot,
    in_flight: Arc<Quota>,
    held: Mutex<Held>,
}

#[derive(Debug)]
struct Held {
    /// Among the bodies that are waited for; once the body is whole, among the requests under way.
    place: Option<Reservation>,
    bytes: Option<Reservation>,
    is_whole: bool,
}

/// A body that counts its bytes, and takes the place of its request when it ends.
struct IncomingBody {
    body: Body,
    place: Arc<BodyPlace>,
}

impl BodyQuotas {
    /// A place among the bodies that are waited for, if there is one.
    pub fn await_body(&self, client: ClientSlot) -> Option<Arc<BodyPlace>> {
        let held = Held {
            place: Some(self.awaited.reserve(client, 1)?),
            bytes: Some(self.bytes.reserve(client, 0)?),
            is_whole: false,
        };
        Some(Arc::new(BodyPlace {
            client,
            in_flight: Arc::clone(&self.in_flight),
            held: Mutex::new(held),
        }))
    }
}

impl BodyPlace {
    /// The body, counted as it arrives. It ends with [`NoRoom`] where there is none.
    pub fn count(self: &Arc<Self>, body: Body) -> Body {
        let place = Arc::clone(self);
        Body::new(IncomingBody { body, place })
    }

    /// What the answer is to hold until it is sent. The bytes of the body are given back.
    pub fn answered(&self) -> Option<Reservation> {
        let mut held = self.held();
        held.bytes = None;
        held.place.take()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn arrived(&self, n_bytes: usize) -> Result<(), NoRoom> {
        let mut held = self.held();
        let bytes = held.bytes.as_mut().ok_or(NoRoom)?;
        if bytes.grow(n_bytes) {
            Ok(())
        } else {
            Err(NoRoom)
        }
    }

    fn is_whole(&self) -> Result<(), NoRoom> {
        let mut held = self.held();
        if !held.is_whole {
            held.place = Some(self.in_flight.reserve(self.client, 1).ok_or(NoRoom)?);
            held.is_whole = true;
        }
        Ok(())
    }
}

impl http_body::Body for IncomingBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let polled = ready!(Pin::new(&mut self.body).poll_frame(context));
        let counted = match &polled {
            Some(Ok(frame)) => self.place.arrived(frame.data_ref().map_or(0, Bytes::len)),
            Some(Err(_)) => Ok(()),
            None => self.place.is_whole(),
        };
        Poll::Ready(match counted {
            Ok(()) => polled.map(|frame| frame.map_err(BoxError::from)),
            Err(no_room) => Some(Err(no_room.into())),
        })
    }

    // It ends only when it has been polled to its end, which takes the place.
    fn is_end_stream(&self) -> bool {
        false
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use http_body_util::BodyExt;

    use super::*;
    use crate::http::frame::client::Client;
    use crate::http::frame::quota::ClientSlots;

    fn quotas(max_in_flight: usize, max_bytes: usize) -> BodyQuotas {
        BodyQuotas {
            awaited: Arc::new(Quota::new(2)),
            bytes: Arc::new(Quota::new(max_bytes)),
            in_flight: Arc::new(Quota::new(max_in_flight)),
        }
    }

    fn client() -> ClientSlot {
        ClientSlots::default().slot(Client::V4([192, 0, 2, 1]))
    }

    fn used(quotas: &BodyQuotas) -> [usize; 3] {
        [&quotas.awaited, &quotas.bytes, &quotas.in_flight].map(|quota| quota.used())
    }

    #[test]
    fn a_body_moves_its_request_among_those_under_way_when_it_is_whole() {
        let quotas = quotas(1, 100);
        let place = quotas.await_body(client()).unwrap();
        let body = place.count(Body::from("0123456789"));
        assert_eq!(used(&quotas), [1, 0, 0]);
        let whole = body.collect().now_or_never().unwrap().unwrap();
        assert_eq!(whole.to_bytes().len(), 10);
        assert_eq!(used(&quotas), [0, 10, 1]);
        let held = place.answered();
        assert_eq!(used(&quotas), [0, 0, 1]);
        drop(held);
        assert_eq!(used(&quotas), [0; 3]);
    }

    #[test]
    fn a_body_that_is_given_up_gives_everything_back() {
        let quotas = quotas(1, 100);
        let [first, second] = [(); 2].map(|()| quotas.await_body(client()).unwrap());
        assert!(quotas.await_body(client()).is_none());
        drop(first.count(Body::from("given up")));
        drop(first);
        assert_eq!(used(&quotas), [1, 0, 0]);
        // Refused before its body was read: its answer still has a place.
        assert!(second.answered().is_some());
        assert_eq!(used(&quotas), [0; 3]);
    }

    #[test]
    fn a_body_ends_with_an_error_where_there_is_no_room_for_its_bytes_or_its_request() {
        for (max_in_flight, max_bytes, n_others) in [(1, 100, 1), (1, 15, 0)] {
            let quotas = quotas(max_in_flight, max_bytes);
            let _others: Vec<_> = (0..n_others)
                .map(|_| quotas.in_flight.reserve(client(), 1).unwrap())
                .collect();
            let _bytes = quotas.bytes.reserve(client(), 10).unwrap();
            let place = quotas.await_body(client()).unwrap();
            let body = place.count(Body::from("0123456789"));
            assert!(body.collect().now_or_never().unwrap().is_err());
        }
    }
}
