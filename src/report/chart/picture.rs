//! A picture of an answer, or why there is none, and what stands above and below every picture of many runs.

use crate::model::Setting;
use crate::report::chart::canvas::Canvas;
use crate::report::chart::sheet::{Across, Sheet};
use crate::report::chart::style::{BLACK, GREY, HEADING, LABEL, LEADING, PAGE};
use crate::report::names::thousands;
use crate::report::pictures::Kind;

/// What was drawn.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// Its shapes.
    pub canvas: Canvas,
    /// How high it is.
    pub height: i32,
}

impl Drawing {
    /// As an SVG document.
    pub fn svg(&self) -> String {
        self.canvas.svg((PAGE, self.height))
    }

    /// As a bitmap of twice the size, as bytes of a PNG file.
    pub fn png(&self) -> Vec<u8> {
        self.canvas.png((PAGE, self.height))
    }
}

/// A picture of an answer.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Which of them.
    pub kind: &'static Kind,
    /// The drawing, or why nothing is drawn.
    pub drawing: Result<Drawing, String>,
}

impl Picture {
    /// Of a kind.
    pub fn new(kind: &'static Kind, drawing: Result<Drawing, String>) -> Picture {
        Picture { kind, drawing }
    }
}

/// What stands above and below a picture of many runs.
#[derive(Debug, Clone)]
pub struct Frame {
    /// What was found: the sentence for which the picture is made.
    pub finding: String,
    /// What it is about: the scenario.
    pub about: String,
    /// What it is over: how many runs of what.
    pub over: String,
    /// What it was made from.
    pub provenance: String,
}

impl Frame {
    /// That of runs of one scenario.
    pub fn of_runs(setting: &Setting, finding: String, over: String, (seed, runs): (u64, u64)) -> Frame {
        let hash: String = setting.plan.sha256.chars().take(12).collect();
        let version = env!("CARGO_PKG_VERSION");
        let provenance = format!("pooldrill {version} · scenario {hash} · seed {seed} · {} runs", thousands(runs));
        Frame { finding, about: setting.plan.about.trim().to_owned(), over, provenance }
    }

    /// That of what follows from a scenario without a run.
    pub fn of_scenario(setting: &Setting, finding: String, over: String) -> Frame {
        let hash: String = setting.plan.sha256.chars().take(12).collect();
        let provenance = format!("pooldrill {} · scenario {hash}", env!("CARGO_PKG_VERSION"));
        Frame { finding, about: setting.plan.about.trim().to_owned(), over, provenance }
    }

    /// A sheet that begins with it.
    pub fn begin<S: Across>(&self, scale: S) -> Sheet<S> {
        let mut sheet = Sheet::new(scale);
        sheet.title(&self.finding);
        if !self.about.is_empty() {
            sheet.sentence(HEADING, BLACK, &self.about);
        }
        sheet.sentence(LABEL, GREY, &self.over);
        sheet.y += 6;
        sheet.begin_plot();
        sheet
    }

    /// Ends a sheet with it.
    pub fn end<S: Across>(&self, mut sheet: Sheet<S>) -> Drawing {
        sheet.y += LEADING / 2;
        sheet.provenance(&self.provenance);
        Drawing { height: sheet.y, canvas: sheet.canvas }
    }
}
