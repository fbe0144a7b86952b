//! The links against peers that speak the other side: a MultiSpeak head end and a DLMS/COSEM meter (`tests/peers/`),
//! with their faults switched on one by one. Every test is bounded by the small timeouts of its own link.

#[path = "meters/dlms.rs"]
mod dlms;
#[path = "meters/multispeak.rs"]
mod multispeak;
#[path = "meters/peer.rs"]
mod peer;
#[path = "meters/support.rs"]
mod support;
