//! Whole stretches of an office's life, from outside: a clerk's day, a month, two people, bad input, a pulled plug.

#[path = "../common/mod.rs"]
mod common;
#[path = "../meters/peer.rs"]
#[allow(dead_code, reason = "the adapters' own tests use all of it")]
mod peer;

mod any_order;
mod bad_input;
mod bad_program;
mod bad_store;
mod cases;
mod clerks_day;
mod coming_back;
mod contract;
mod corrections;
mod crash;
mod credit;
mod doubts;
mod drawer;
mod files;
mod head_ends;
mod help_and_readme;
mod intake;
mod keys;
mod late_payments;
mod leaves;
mod month;
mod notices;
mod people;
mod plans_and_lists;
mod power;
mod returns;
mod roles;
mod scheduler;
mod searching;
mod service;
mod switch_faults;
mod terms_at_work;
mod times;
mod together;
mod told;
mod unusual_terms;
mod wires;
