//! How far a load is.

/// Called with how many bytes of how many are read and checked; the total may yet grow.
pub type OnProgress<'a> = dyn Fn(u64, u64) + Sync + 'a;

/// The bytes done so far, and what is called with them.
pub(super) struct Progress<'a> {
    done: u64,
    /// The bytes of the files before the one being read.
    done_files: u64,
    total: u64,
    callback: &'a OnProgress<'a>,
}

impl<'a> Progress<'a> {
    /// Nothing done of what the files are said to hold.
    pub(super) fn new(total: u64, callback: &'a OnProgress<'a>) -> Self {
        Self {
            done: 0,
            done_files: 0,
            total,
            callback,
        }
    }

    /// So many bytes of this file are done. Steps back, which a second reading makes, are not
    /// told.
    pub(super) fn within_file(&mut self, bytes: usize) {
        let done = self.done_files + bytes as u64;
        if done > self.done {
            self.done = done;
            self.total = self.total.max(done);
            (self.callback)(self.done, self.total);
        }
    }

    /// This file is done.
    pub(super) fn file(&mut self, bytes: usize) {
        self.within_file(bytes);
        self.done_files += bytes as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn steps_go_forward_to_the_end_and_a_pipe_adds_to_it() {
        let steps = Mutex::new(Vec::new());
        let on_progress = |done, total| steps.lock().unwrap().push((done, total));
        let mut progress = Progress::new(10, &on_progress);
        for bytes in [2, 4, 1, 3] {
            progress.within_file(bytes);
        }
        progress.file(10);
        progress.file(5);
        assert_eq!(
            *steps.lock().unwrap(),
            [(2, 10), (4, 10), (10, 10), (15, 15)]
        );
    }
}
