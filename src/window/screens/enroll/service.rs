//! Where the power goes, and through which meter.

use std::collections::BTreeSet;

use iced::widget::{Column, column, combo_box, row};

use super::offered::Offered;
use super::{Blank, Message, State, halves, typed};
use crate::basics::Kwh;
use crate::window::kit::{Element, Field, Look, check, choice, combo, field, space, titled_card};

/// The words of the program file, with those for people.
const CLASSES: [(&str, &str); 2] = [("residential", "Residential"), ("general", "General")];
const PHASES: [(&str, &str); 2] = [("single", "Single"), ("three", "Three")];

/// What is so of the meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    SwitchInstalled,
    RemoteSwitch,
    DemandMetered,
}

/// The service's part of the form.
pub(super) struct ServiceForm {
    pub meter: Field<String>,
    pub address: Field<String>,
    pub class: &'static str,
    pub phase: &'static str,
    pub switch_installed: bool,
    pub remote_switch: bool,
    pub demand_metered: bool,
    pub start_kwh: Field<Kwh>,
    pub digits: Field<u32>,
    /// None: what the terms estimate.
    pub daily_kwh: Field<Option<Kwh>>,
    pub link: Option<String>,
    pub office: Option<String>,
    pub tax_area: Option<String>,
    pub chosen_add_ons: Vec<String>,
    offices: combo_box::State<String>,
    links: combo_box::State<String>,
    areas: combo_box::State<String>,
    add_ons: Vec<String>,
    has_areas: bool,
}

impl Default for ServiceForm {
    fn default() -> Self {
        let needed = |text: &str| match text {
            "" => Err("This is needed.".to_string()),
            text => Ok(text.to_string()),
        };
        let daily = |text: &str| match text {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| "Write kWh a day, like 36.5, or nothing.".to_string()),
        };
        Self {
            meter: Field::new(needed),
            address: Field::new(needed),
            class: CLASSES[0].0,
            phase: PHASES[0].0,
            switch_installed: false,
            remote_switch: true,
            demand_metered: false,
            start_kwh: Field::kwh(),
            digits: Field::count().holding("5"),
            daily_kwh: Field::new(daily),
            link: None,
            office: None,
            tax_area: None,
            chosen_add_ons: Vec::new(),
            offices: combo_box::State::new(Vec::new()),
            links: combo_box::State::new(Vec::new()),
            areas: combo_box::State::new(Vec::new()),
            add_ons: Vec::new(),
            has_areas: false,
        }
    }
}

impl ServiceForm {
    /// Takes in what can be chosen; the clerk's own office and the first link stand there at first.
    pub fn begin(&mut self, offered: &Offered) {
        self.office = self.office.take().or_else(|| offered.here.clone());
        self.link = self.link.take().or_else(|| offered.links.first().cloned());
        self.offices = combo_box::State::new(offered.offices.clone());
        self.links = combo_box::State::new(offered.links.clone());
        let areas: BTreeSet<String> = offered.areas.iter().cloned().collect();
        self.has_areas = !areas.is_empty();
        self.areas = combo_box::State::new(areas.into_iter().collect());
        self.add_ons.clone_from(&offered.add_ons);
    }

    pub fn type_in(&mut self, blank: Blank, text: &str) {
        match blank {
            Blank::Meter => self.meter.type_in(text),
            Blank::Address => self.address.type_in(text),
            Blank::StartKwh => self.start_kwh.type_in(text),
            Blank::Digits => self.digits.type_in(text),
            Blank::DailyKwh => self.daily_kwh.type_in(text),
            _ => {}
        }
    }

    pub fn turn(&mut self, tick: Tick, on: bool) {
        match tick {
            Tick::SwitchInstalled => self.switch_installed = on,
            Tick::RemoteSwitch => self.remote_switch = on,
            Tick::DemandMetered => self.demand_metered = on,
        }
    }

    pub fn add_on(&mut self, name: String, on: bool) {
        self.chosen_add_ons.retain(|known| *known != name);
        self.chosen_add_ons.extend(on.then_some(name));
    }

    pub fn missing(&mut self) -> Option<String> {
        self.meter.ask();
        self.address.ask();
        self.start_kwh.ask();
        let wanting = [
            ("the meter's number", self.meter.warning()),
            ("the service address", self.address.warning()),
            ("the register's kWh at the start", self.start_kwh.warning()),
            ("the register's digits", self.digits.warning()),
            ("the estimated daily use", self.daily_kwh.warning()),
        ];
        let wanting: Vec<&str> = wanting.into_iter().filter(|(_, why)| why.is_some()).map(|(what, _)| what).collect();
        (!wanting.is_empty()).then(|| format!("Look at {}.", wanting.join(", ")))
    }
}

impl State {
    pub(super) fn service_step(&self, look: Look) -> Element<'_, Message> {
        let right = column![self.meter_facts(look), self.extras(look)].spacing(space::M);
        halves(look, self.place_and_meter(look), right)
    }

    fn place_and_meter(&self, look: Look) -> Element<'_, Message> {
        let form = &self.service;
        let links = combo(look, "Reached over", &form.links, "Link", form.link.as_ref(), Message::Link);
        let offices = combo(look, "Office", &form.offices, "Office", form.office.as_ref(), Message::Office);
        let areas = form
            .has_areas
            .then(|| combo(look, "Tax area", &form.areas, "Tax area", form.tax_area.as_ref(), Message::Area));
        let fields = column![
            field(look, "Service address", &form.address, typed(Blank::Address)).id("enroll-address"),
            row![
                field(look, "Meter number", &form.meter, typed(Blank::Meter)).id("enroll-meter"),
                field(look, "Register at the start, kWh", &form.start_kwh, typed(Blank::StartKwh)),
                field(look, "Digits", &form.digits, typed(Blank::Digits)).width(80),
            ]
            .spacing(space::M),
            row![links, offices].spacing(space::M),
            areas,
            field(look, "Estimated use, kWh a day", &form.daily_kwh, typed(Blank::DailyKwh))
                .hint("Empty: the average of the terms."),
        ];
        titled_card(look, "Service and meter", None, fields.spacing(space::M)).into()
    }

    fn meter_facts(&self, look: Look) -> Element<'_, Message> {
        let form = &self.service;
        let tick = |tick: Tick| Some(move |on| Message::Turn(tick, on));
        let facts = column![
            choice(look, "Class", &CLASSES, Some(form.class), Message::Class),
            choice(look, "Phase", &PHASES, Some(form.phase), Message::Phase),
            check(
                look,
                "The meter answers remotely and carries a switch",
                form.remote_switch,
                tick(Tick::RemoteSwitch)
            ),
            check(look, "The switch is installed already", form.switch_installed, tick(Tick::SwitchInstalled)),
            check(look, "Demand metered", form.demand_metered, tick(Tick::DemandMetered)),
        ];
        titled_card(look, "What the meter is", None, facts.spacing(space::M)).into()
    }

    fn extras(&self, look: Look) -> Element<'_, Message> {
        let form = &self.service;
        if form.add_ons.is_empty() {
            return titled_card(look, "Add-ons", None, look.quiet("The terms offer none.")).into();
        }
        let ticks = form.add_ons.iter().map(|name| {
            let turn = move |on| Message::AddOn(name.clone(), on);
            check(look, name.as_str(), form.chosen_add_ons.contains(name), Some(turn))
        });
        titled_card(look, "Add-ons", None, Column::with_children(ticks).spacing(space::S)).into()
    }
}
