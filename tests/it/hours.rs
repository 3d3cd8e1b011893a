//! Opening hours: texts, calendars and days, as they are read and evaluated.

mod broken;
mod calendar;
mod chinese;
mod commas;
mod fuzz;
mod holiday_tables;
mod holiday_warnings;
mod japanese;
mod make_up_model;
mod make_up_oracle;
mod make_up_workdays;
mod oracle;
mod rules;
mod setting;
mod sun;
mod text;
mod timetable;
mod words;
