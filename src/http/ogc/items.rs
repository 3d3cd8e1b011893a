//! The stations, page by page, and one by its id. Features are copied, not serialised again.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::links::{Link, Links, QUERYABLES};
use super::parameters::{ITEM_PARAMS, ItemsRequest, items_request, page_query};
use super::read;
use super::selection::Page;
use crate::datum::Datum;
use crate::http::app_state::AppState;
use crate::http::awaited_work::run_while_awaited;
use crate::http::base_url::BaseUrl;
use crate::http::frame::{ClientSlot, Reservation};
use crate::http::problem::Problem;
use crate::http::reply::{GEOJSON, reply, reply_reserved};
use crate::query::WorkBudget;
use crate::query::opening::OpeningSearch;
use crate::render::Source;
use crate::render::source::write_provenance;
use crate::render::source::write_table_feature;
use crate::request::{Context, Params};
use crate::station::StationIdx;

/// Most bytes of the features of a page. One with more is ended early, with a link to the next:
/// ten thousand ordinary stations take half of it, but each may have 64 kB of properties of its own.
pub const MAX_PAGE_BYTES: usize = 16 << 20;
/// Approximate bytes of a page beside its features, and of one feature.
const FRAME_BYTES: usize = 2_048;

/// `GET /ogc/collections/stations/items`.
pub async fn get_items(
    State(app): State<Arc<AppState>>,
    base: BaseUrl,
    client: ClientSlot,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let served = app.current()?;
    // With a filter all stations are checked, and up to ten thousand are written, so this leaves
    // the worker thread, which other requests wait for.
    let answering = Arc::clone(&app);
    let answer = move |is_abandoned: &AtomicBool| {
        let params = read(query.as_deref(), &ITEM_PARAMS)?;
        let asked = Asked {
            context: answering.context(served.snapshot()),
            source: served.source(),
            params,
            is_abandoned,
        };
        let reserve = |n_bytes| answering.admission().reserve_if_large(client, n_bytes);
        asked.answer_page(&base, reserve)
    };
    run_while_awaited(&app.queues().item_pages, answer).await?
}

/// `GET /ogc/collections/stations/items/{id}`.
pub async fn get_item(
    State(app): State<Arc<AppState>>,
    base: BaseUrl,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let served = app.current()?;
    let Path(id) = id.map_err(|_| Problem::not_found("the id in the path is not UTF-8"))?;
    read(query.as_deref(), &[])?;
    let station = served
        .snapshot()
        .find(&id)
        .ok_or_else(|| Problem::not_found("there is no station of that id"))?;
    let links = Links::new(&base);
    let mut out = String::with_capacity(FRAME_BYTES);
    write_feature(&mut out, served.source(), station);
    write_links(
        &mut out,
        &[links.item("self", &id), links.stations("collection")],
    );
    write_provenance(&mut out, served.snapshot(), false);
    out.push('}');
    Ok(reply(GEOJSON, out))
}

/// The question, and the set that it is asked of.
struct Asked<'a> {
    context: Context<'a>,
    source: Source<'a>,
    params: Params<'a>,
    /// Set once no request waits for the page any more.
    is_abandoned: &'a AtomicBool,
}

impl Asked<'_> {
    /// A page, once memory is reserved for about as many bytes.
    fn answer_page(
        &self,
        base: &BaseUrl,
        reserve: impl FnOnce(usize) -> Result<Option<Reservation>, Problem>,
    ) -> Result<Response, Problem> {
        let (context, source) = (&self.context, self.source);
        let request = items_request(&self.params, context)?;
        let selection = &request.selection;
        let range = (request.offset, request.limit);
        let budget = WorkBudget::until(self.is_abandoned);
        let search = OpeningSearch::new(source.snapshot, budget).told(source.truth);
        let mut page = selection.page(&search, context.zone, range);
        let n_bytes = FRAME_BYTES + end_early(&mut page, source);
        let reserved = reserve(n_bytes)?;
        let links = page_links(&Links::new(base), &self.params, context, &request, &page);
        let text = collection(source, context, &page, &links, n_bytes);
        let mut response = reply_reserved(GEOJSON, text, reserved);
        for link in links.iter().filter(|link| link.rel != "self") {
            if let Ok(value) = HeaderValue::from_str(&link.header()) {
                response.headers_mut().append(header::LINK, value);
            }
        }
        Ok(response)
    }
}

/// Ends a page before the station with which it would be too large, but not before its first.
/// Returns about how many bytes its features take.
fn end_early(page: &mut Page, source: Source<'_>) -> usize {
    let (mut n_bytes, mut n_fitting) = (0, 0);
    for station in &page.stations {
        n_bytes += source.station_json.feature(*station).len() + 1;
        if n_bytes > MAX_PAGE_BYTES && n_fitting > 0 {
            break;
        }
        n_fitting += 1;
    }
    page.stations.truncate(n_fitting);
    n_bytes
}

/// Links to this page, to the next and previous one if they exist, and to the queryables.
fn page_links(
    links: &Links,
    params: &Params,
    context: &Context<'_>,
    request: &ItemsRequest,
    page: &Page,
) -> Vec<Link> {
    let query = |page| page_query(params, context.zone, context.now, page);
    let mut found = vec![links.page("self", "This page", &query(None))];
    let end = request.offset + page.stations.len();
    if end < page.n_matched {
        let query = query(Some((end, request.limit)));
        found.push(links.page("next", "The next page", &query));
    }
    if request.offset > 0 {
        let n_before = request.offset.min(request.limit);
        let query = query(Some((request.offset - n_before, n_before)));
        found.push(links.page("prev", "The previous page", &query));
    }
    found.push(links.stations("collection"));
    found.push(links.queryables(QUERYABLES));
    found
}

fn collection(
    source: Source<'_>,
    context: &Context<'_>,
    page: &Page,
    links: &[Link],
    n_bytes: usize,
) -> String {
    let mut out = String::with_capacity(n_bytes);
    out.push_str(r#"{"type":"FeatureCollection","features":["#);
    for (row, station) in page.stations.iter().enumerate() {
        if row > 0 {
            out.push(',');
        }
        write_feature(&mut out, source, *station);
        out.push('}');
    }
    let numbers = format!(
        r#"],"numberMatched":{},"numberReturned":{},"timeStamp":"{}""#,
        page.n_matched,
        page.stations.len(),
        context.zone.format_instant(context.now)
    );
    out.push_str(&numbers);
    write_links(&mut out, links);
    write_provenance(&mut out, source.snapshot, page.lacks_holiday_data);
    out.push('}');
    out
}

/// A Feature without its closing brace.
fn write_feature(out: &mut String, source: Source<'_>, station: StationIdx) {
    write_table_feature(out, source, Datum::Wgs84, station);
    out.push('}');
}

fn write_links(out: &mut String, links: &[Link]) {
    out.push_str(r#","links":"#);
    // Strings always serialise.
    out.push_str(&serde_json::to_string(links).unwrap_or_default());
}
