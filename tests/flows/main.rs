//! Whole stretches of an office's life, from outside: a clerk's day, a month, two people, bad input, a pulled plug.

#[path = "../common/mod.rs"]
mod common;

mod bad_input;
mod bad_program;
mod bad_store;
mod clerks_day;
mod contract;
mod crash;
mod drawer;
mod files;
mod help_and_readme;
mod keys;
mod month;
mod roles;
mod service;
mod terms_at_work;
mod together;
