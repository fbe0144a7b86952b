//! Whether there is a display to open a window on: asked before anything that would panic without one.

/// Why no window can open here, in words; `None` when one can.
pub fn missing() -> Option<&'static str> {
    missing_with(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

#[cfg(all(unix, not(target_os = "macos")))]
fn missing_with(is_set: impl Fn(&str) -> bool) -> Option<&'static str> {
    let some = ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"].into_iter().any(is_set);
    (!some).then_some("there is no display to open the window on (neither DISPLAY nor WAYLAND_DISPLAY is set)")
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn missing_with(_: impl Fn(&str) -> bool) -> Option<&'static str> {
    None
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use super::*;

    #[test]
    fn either_kind_of_display_will_do() {
        assert!(missing_with(|_| false).is_some());
        assert_eq!(missing_with(|name| name == "DISPLAY"), None);
        assert_eq!(missing_with(|name| name == "WAYLAND_DISPLAY"), None);
    }
}
