//! Where a file is to be written.

use std::path::PathBuf;

/// The system's own dialog for a file to write.
pub fn save_dialog<M: Send + 'static>(
    title: &'static str,
    name: String,
    chosen: impl Fn(Option<PathBuf>) -> M + Send + 'static,
) -> iced::Task<M> {
    let dialog = rfd::AsyncFileDialog::new().set_title(title).set_file_name(name);
    iced::Task::perform(dialog.save_file(), move |file| chosen(file.map(|file| file.path().to_path_buf())))
}
