//! Writes of keepers and riders, and what keepers read from the database.

use super::answers::{Answer, Request};
use super::database::{Change, within};
use super::error::{LiveError, Refusal};
use super::keepers::Keeper;
use super::notices::{history, insert_notice, withdraw};
use super::reports::{answer, inbox, insert_report, is_repeated};
use super::service::Live;
use super::token::{is_id, new_id, reporter_digest};
use crate::clock::UnixTime;
use crate::notices::{Notice, Report, ReportState};
use crate::render::live::{notice_json, report_json};
use crate::request::live::{NoticeRequest, ReportRequest, ReportsRequest};

/// Status of HTTP: made.
const CREATED: u16 = 201;
/// Status of HTTP: done, and the answer says how it is now.
const OK: u16 = 200;
/// Status of HTTP: done, with nothing to say.
const NO_CONTENT: u16 = 204;

impl Live {
    /// Writes a notice. Once this returns, it is kept and known to this process.
    pub async fn write_notice(
        &self,
        by: &Keeper,
        request: &Request,
        station: &str,
        new: NoticeRequest,
        now: UnixTime,
    ) -> Result<Answer, Refusal> {
        let notice = Notice {
            id: new_id().map_err(LiveError::from)?,
            station: station.to_owned(),
            kind: new.kind,
            amenity: new.amenity,
            from: new.from,
            until: new.until,
            text: new.text,
            text_en: new.text_en,
            created_at: now,
            withdrawn_at: None,
        };
        self.written(by, request, now, async |change: &mut Change<'_>| {
            let sequence = change.sequence;
            insert_notice(change.connection(), &notice, by, sequence).await?;
            Ok(Answer {
                status: CREATED,
                location: Some(format!("/v1/notices/{}", notice.id)),
                body: notice_json(&notice, self.set.zone()),
            })
        })
        .await
    }

    /// What was answered to the same request before, if it has a key; nothing is done now.
    pub async fn earlier_answer(
        &self,
        by: &Keeper,
        request: &Request,
    ) -> Result<Option<Answer>, Refusal> {
        if !request.has_key() {
            return Ok(None);
        }
        let work = async {
            let mut connection = self.database.pool().acquire().await?;
            request.earlier_answer(&mut connection, &by.id).await
        };
        self.reached(within(work)).await
    }

    /// Withdraws a notice; withdrawn already is as good.
    pub async fn withdraw_notice(
        &self,
        by: &Keeper,
        request: &Request,
        id: &str,
        now: UnixTime,
    ) -> Result<Answer, Refusal> {
        if !is_id(id) {
            return Err(Refusal::NotFound);
        }
        self.written(by, request, now, async |change: &mut Change<'_>| {
            let sequence = change.sequence;
            withdraw(change.connection(), id, by, now, sequence).await?;
            Ok(Answer {
                status: NO_CONTENT,
                location: None,
                body: String::new(),
            })
        })
        .await
    }

    /// Notes what a keeper made of a report.
    pub async fn answer_report(
        &self,
        by: &Keeper,
        request: &Request,
        id: &str,
        state: ReportState,
        now: UnixTime,
    ) -> Result<Answer, Refusal> {
        if !is_id(id) {
            return Err(Refusal::NotFound);
        }
        self.written(by, request, now, async |change: &mut Change<'_>| {
            let sequence = change.sequence;
            let report = answer(change.connection(), id, state, by, now, sequence).await?;
            Ok(Answer {
                status: OK,
                location: None,
                body: report_json(&report, self.set.zone()),
            })
        })
        .await
    }

    /// Writes a report, unless the same reporter sent the same within a day.
    pub async fn add_report(
        &self,
        station: &str,
        new: ReportRequest,
        now: UnixTime,
    ) -> Result<(), Refusal> {
        let report = Report {
            id: new_id().map_err(LiveError::from)?,
            station: station.to_owned(),
            what: new.what,
            amenity: new.amenity,
            text: new.text,
            reporter_digest: Some(reporter_digest(station, &new.reporter)),
            at: now,
            state: ReportState::New,
            answered_at: None,
        };
        let work = async {
            let mut change = self.database.begin_change().await?;
            if is_repeated(change.connection(), &report).await? {
                return Ok(None);
            }
            let sequence = change.sequence;
            insert_report(change.connection(), &report, sequence).await?;
            change.commit().await.map(Some)
        };
        let sequence: Option<i64> = self.reached(within(work)).await?;
        self.show(sequence).await;
        Ok(())
    }

    /// The newest reports that a keeper asks for, of its own stations.
    pub async fn reports(
        &self,
        keeper: &Keeper,
        request: &ReportsRequest,
    ) -> Result<Vec<Report>, Refusal> {
        let work = async {
            let mut connection = self.database.pool().acquire().await?;
            inbox(&mut connection, request, keeper).await
        };
        self.reached(within(work)).await
    }

    /// All notices that a station ever had, the newest first.
    pub async fn history(&self, station: &str) -> Result<Vec<Notice>, Refusal> {
        let work = async {
            let mut connection = self.database.pool().acquire().await?;
            history(&mut connection, station).await
        };
        self.reached(within(work)).await
    }

    /// A keeper's write with its answer, in one transaction; one that was answered before is not
    /// done again.
    async fn written(
        &self,
        by: &Keeper,
        request: &Request,
        now: UnixTime,
        work: impl AsyncFnOnce(&mut Change<'_>) -> Result<Answer, Refusal>,
    ) -> Result<Answer, Refusal> {
        let whole = async {
            let mut change = self.database.begin_change().await?;
            let earlier = request.earlier_answer(change.connection(), &by.id).await?;
            if let Some(answer) = earlier {
                return Ok((answer, None));
            }
            let answer = work(&mut change).await?;
            request
                .keep(change.connection(), &by.id, &answer, now)
                .await?;
            let sequence = change.commit().await?;
            Ok::<_, Refusal>((answer, Some(sequence)))
        };
        let (answer, sequence) = self.reached(within(whole)).await?;
        self.show(sequence).await;
        Ok(answer)
    }

    /// What the database did, or that it is away, which is noted.
    async fn reached<T, E>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, Refusal>
    where
        Refusal: From<E>,
    {
        if !self.is_connected() {
            return Err(LiveError::Away.into());
        }
        let done = work.await.map_err(Refusal::from);
        if let Err(Refusal::Live(error)) = &done {
            tracing::warn!(%error, "a request was not written or read");
            self.note_failure(error);
        }
        done
    }

    /// Lets this process know its own change. If that fails, it is kept all the same, and found
    /// like those of other processes.
    async fn show(&self, sequence: Option<i64>) {
        if let Some(sequence) = sequence
            && let Err(error) = self.catch_up_to(sequence).await
        {
            tracing::warn!(%error, "a change that was written is not known here yet");
            self.note_failure(&error);
        }
    }
}
