//! The preview server: shows a site while somebody works on it, to the browsers of this machine.
//!
//! In: a [`Preview`], which somebody else keeps up to date, and where to listen. Start at [`bind`], then [`serve`]. No
//! request reaches the disk: whatever is served comes from the site as a value, and nothing is ever written. What HTTP is, axum
//! and hyper know; here are the limits on what a client may take up, and the routes. Who may ask is decided in [`guard`].
#![allow(clippy::disallowed_methods, reason = "this module is an edge: it listens at a port")]

mod guard;
mod place;
mod preview;
mod version;

use std::convert::Infallible;
use std::io::{self, ErrorKind};
use std::net::TcpListener;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Query, Request, State};
use axum::http::header::{ACCEPT_RANGES, ALLOW, CONNECTION, CONTENT_RANGE, CONTENT_TYPE, IF_RANGE, LOCATION, RANGE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use futures_util::{Stream, stream};
use http_range_header::{EndPosition, StartPosition, parse_range_header};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_io_timeout::TimeoutStream;

use self::guard::{Own, Refusal};
use self::preview::{Answer, OWN, Standing};

pub use self::guard::is_only_for_this_machine;
pub use self::place::normal_base;
pub use self::preview::Preview;

/// The port where none is asked for, or the next that is free.
const PORT: u16 = 4000;

/// How many ports are tried.
const PORTS: u16 = 20;

/// Connections at a time. A browser makes six at most, and a page in sight holds one for its events.
const CONNECTIONS: usize = 256;

/// How many of these may hear of events, so that there is always a place for who asks for a page.
const LISTENERS: usize = 192;

/// For the lines that begin a request, of all headers together; browsers send about one.
const LARGEST_HEAD: usize = 16 << 10;

/// The most headers of a request.
const MOST_HEADERS: usize = 100;

/// For a client to send the head of its next request. Afterwards an idle connection is closed, which costs it nothing.
const HEAD_TIME: Duration = Duration::from_secs(5);

/// For a client to take what was sent.
const WRITE_TIME: Duration = Duration::from_secs(20);

/// Between two signs of life on a stream of events, by which a client that is gone is noticed.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// For open connections to end when the preview does.
const FAREWELL: Duration = Duration::from_millis(500);

/// How long a browser waits before it asks for lost events again.
const RETRY: Duration = Duration::from_millis(500);

/// What the pages of the preview get besides.
const SCRIPT: &str = include_str!("preview.js");

/// Listens at `host`: at `port`, or else at the first free one of some. `Err` has the address that could not be had.
pub fn bind(host: &str, port: Option<u16>) -> Result<TcpListener, (String, io::Error)> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let listen = |port: u16| TcpListener::bind((bare, port)).map_err(|error| (format!("{host}:{port}"), error));
    match port {
        Some(port) => listen(port),
        None => {
            let is_taken = |tried: &Result<_, (String, io::Error)>| matches!(tried, Err((_, error)) if error.kind() == ErrorKind::AddrInUse);
            let mut tried = (PORT..PORT + PORTS).map(listen);
            let first = tried.next().expect("several ports are tried");
            if is_taken(&first) { tried.find(|tried| !is_taken(tried)).unwrap_or(first) } else { first }
        }
    }
}

/// Serves `preview` until somebody interrupts the program. `host` is where it listens as the user named it.
pub fn serve(preview: &Arc<Preview>, listener: TcpListener, host: &str) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let own = Own { host: host.to_owned(), port: listener.local_addr()?.port() };
    // Pages are made on other threads; one is enough to pass them on.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(8).build()?;
    let served = runtime.block_on(accept(preview, listener, own));
    runtime.shutdown_timeout(FAREWELL);
    served
}

async fn accept(preview: &Arc<Preview>, listener: TcpListener, own: Own) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let routes = routes(preview, own);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut interrupted = pin!(tokio::signal::ctrl_c());
    let mut turns = preview.turns();
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await.expect("the semaphore is never closed");
            (place, listener.accept().await)
        };
        let (place, connection) = tokio::select! {
            next = next => next,
            _ = &mut interrupted => break,
            () = ended(&mut turns) => break,
        };
        match connection {
            Ok((stream, _)) => {
                let connection = converse(stream, routes.clone(), preview.turns());
                tokio::spawn(async move {
                    connection.await;
                    drop(place);
                });
            }
            // The client is gone again, or there are too many files open; neither lasts.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    preview.end();
    let all = u32::try_from(CONNECTIONS).expect("connections are few");
    // Who has not ended by then is cut off.
    let _ = tokio::time::timeout(FAREWELL, places.acquire_many(all)).await;
    Ok(())
}

/// One connection, until the client, a limit or the end of the preview ends it.
async fn converse(stream: TcpStream, routes: Router, mut turns: watch::Receiver<Option<u64>>) {
    // Events are small and wait for nothing.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_TIME));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .serve_connection(TokioIo::new(Box::pin(stream)), TowerToHyperService::new(routes));
    let mut connection = pin!(connection);
    // What a client did wrong, or that it went away, concerns nobody else.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = ended(&mut turns) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

/// Until the preview ends.
async fn ended(turns: &mut watch::Receiver<Option<u64>>) {
    drop(turns.wait_for(Option::is_none).await);
}

fn routes(preview: &Arc<Preview>, own: Own) -> Router {
    let base = preview.base();
    Router::new()
        .route(&format!("{base}{OWN}preview.js"), get(script))
        .route(&format!("{base}{OWN}events"), get(events))
        .route(&format!("{base}{OWN}standing"), get(standing))
        .route(&format!("{base}{OWN}turns"), get(turns))
        .fallback(file)
        .layer(Extension(Arc::new(Semaphore::new(LISTENERS))))
        .layer(middleware::from_fn_with_state(own, guarded))
        .with_state(preview.clone())
}

/// Turns away who may not ask, and tells browsers what not to do with the answer.
async fn guarded(State(own): State<Own>, request: Request, next: Next) -> Response {
    let mut response = match own.admits(request.method(), request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        // Who may not ask shall not hold a place either.
        Err(refusal) => ([(CONNECTION, "close")], refused(refusal)).into_response(),
    };
    response.headers_mut().extend(guard::HEADERS);
    response
}

fn refused(refusal: Refusal) -> Response {
    match refusal {
        Refusal::Method => {
            (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")], "this preview is only read\n").into_response()
        }
        Refusal::Host => {
            let text = "this preview answers only to its own address\nhelp: open the address that it prints, or name the one that \
                        you use with `--host`\n";
            (StatusCode::FORBIDDEN, text).into_response()
        }
        Refusal::Origin => (StatusCode::FORBIDDEN, "this preview answers only to its own pages\n").into_response(),
    }
}

async fn script() -> Response {
    ([(CONTENT_TYPE, place::content_type("preview.js"))], SCRIPT).into_response()
}

async fn file(State(preview): State<Arc<Preview>>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().to_owned();
    // Until the dossier has been read for the first time there is nothing to say.
    let _ = preview.turns().wait_for(|turn| *turn != Some(0)).await;
    let Ok(answer) = tokio::task::spawn_blocking(move || preview.answer(&path)).await else {
        return (StatusCode::INTERNAL_SERVER_ERROR, "this is a fault of casebook; the terminal says more\n")
            .into_response();
    };
    match answer {
        Answer::File { kind, bytes } => {
            // No file has a validator here, so a part is never known to be of the same one.
            let range = headers.get(RANGE).filter(|_| !headers.contains_key(IF_RANGE));
            ranged(kind, Bytes::from_owner(bytes), range)
        }
        Answer::Instead { status, html } => {
            let kind = place::content_type("instead.html");
            (StatusCode::from_u16(status).expect("these are known"), [(CONTENT_TYPE, kind)], html).into_response()
        }
        // Relative, so that whatever stands between keeps its own address; the path came in one line and holds no other.
        Answer::Slash => {
            let name = uri.path().rsplit('/').next().unwrap_or_default();
            (StatusCode::FOUND, [(LOCATION, format!("{name}/"))]).into_response()
        }
    }
}

/// The file, or the one part of it that is asked for: some browsers play no sound or film without. What cannot be understood
/// is passed over, as RFC 9110 (14.2) has it.
fn ranged(kind: &'static str, bytes: Bytes, range: Option<&HeaderValue>) -> Response {
    let headers = [(CONTENT_TYPE, kind), (ACCEPT_RANGES, "bytes")];
    let size = bytes.len() as u64;
    let asked = range.and_then(|range| parse_range_header(range.to_str().ok()?).ok());
    // Who asks for several parts gets the whole, as the protocol allows.
    let asked = asked.and_then(|asked| <[_; 1]>::try_from(asked.ranges).ok());
    let (first, last) = match asked.map(|[asked]| (asked.start, asked.end)) {
        Some((StartPosition::Index(first), EndPosition::LastByte)) => (first, u64::MAX),
        Some((StartPosition::Index(first), EndPosition::Index(last))) if first <= last => (first, last),
        Some((StartPosition::FromLast(count), _)) => (size.saturating_sub(count), u64::MAX),
        _ => return (headers, bytes).into_response(),
    };
    let last = last.min(size.saturating_sub(1));
    if first >= size {
        let place = [(CONTENT_RANGE, format!("bytes */{size}"))];
        return (StatusCode::RANGE_NOT_SATISFIABLE, place).into_response();
    }
    let place = [(CONTENT_RANGE, format!("bytes {first}-{last}/{size}"))];
    // Both lie within the bytes.
    (StatusCode::PARTIAL_CONTENT, headers, place, bytes.slice(first as usize..=last as usize)).into_response()
}

/// What a page that follows its own state is.
#[derive(Deserialize)]
struct Following {
    /// The path by which it was asked for.
    path: String,
}

/// How a page stands now.
async fn standing(State(preview): State<Arc<Preview>>, Query(Following { path }): Query<Following>) -> Response {
    match tokio::task::spawn_blocking(move || preview.standing(&path)).await {
        Ok(standing) => ([(CONTENT_TYPE, place::content_type("standing.json"))], words(&standing)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn words(standing: &Standing) -> String {
    serde_json::to_string(standing).expect("strings have a JSON form")
}

/// A place among those who hear of events, or the answer that there is none. Pages ask again soon.
fn listener(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, StatusCode> {
    places.clone().try_acquire_owned().map_err(|_| StatusCode::SERVICE_UNAVAILABLE)
}

/// How often the state has changed, now and after every change: for one window of a browser, which tells the others, since
/// the connections to one host are few.
async fn turns(
    State(preview): State<Arc<Preview>>,
    Extension(places): Extension<Arc<Semaphore>>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, StatusCode> {
    let place = listener(&places)?;
    let told = stream::unfold((preview.turns(), false, place), async |(mut turns, has_told, place)| {
        if has_told {
            turns.changed().await.ok()?;
        }
        let turn = (*turns.borrow_and_update())?;
        Some((Ok(Event::default().retry(RETRY).data(turn.to_string())), (turns, true, place)))
    });
    Ok(Sse::new(told).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)))
}

/// How a page stands, now and whenever that has changed.
async fn events(
    State(preview): State<Arc<Preview>>,
    Extension(places): Extension<Arc<Semaphore>>,
    Query(Following { path }): Query<Following>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, StatusCode> {
    let (place, turns) = (listener(&places)?, preview.turns());
    let told =
        stream::unfold((preview, path, turns, None, place), async |(preview, path, mut turns, mut last, place)| {
            loop {
                if last.is_some() {
                    turns.changed().await.ok()?;
                }
                (*turns.borrow_and_update())?;
                let standing: Standing = {
                    let (preview, path) = (preview.clone(), path.clone());
                    tokio::task::spawn_blocking(move || preview.standing(&path)).await.ok()?
                };
                if last.as_ref() != Some(&standing) {
                    let event = Event::default().retry(RETRY).data(words(&standing));
                    last = Some(standing);
                    return Some((Ok(event), (preview, path, turns, last, place)));
                }
            }
        });
    Ok(Sse::new(told).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)))
}
