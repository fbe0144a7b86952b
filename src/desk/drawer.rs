//! (being written)
use super::act::Act;
use crate::basics::Refused;
use crate::ledger::Drawer;
impl Act<'_> {
    pub fn open_drawer(&self) -> Refused<Drawer> {
        let office = self.office()?;
        if let Some(d) =
            self.tx.open_drawers_of(office.id, self.operator.id)?.into_iter().find(|d| d.day == self.today())
        {
            return Ok(d);
        }
        let book = self.tx.book(Some(office.id), self.today(), self.now.at)?;
        let id =
            self.tx.open_drawer(office.id, self.operator.id, book, crate::basics::Cents::ZERO, true, self.now.at)?;
        self.tx.drawer(id)
    }
}
