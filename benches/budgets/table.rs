//! The table that the bench prints.

/// A measurement beside its budget.
#[derive(Debug, Default)]
pub struct Row {
    pub accounts: usize,
    pub what: String,
    /// The rows or acts that were made, counted in the store afterwards.
    pub made: String,
    pub measured: String,
    /// What the sqlite3 shell took for the same rows.
    pub shell: String,
    /// Ours to the shell's.
    pub ratio: Option<f64>,
    pub budget: &'static str,
    /// None: there is no budget, or nothing to compare with.
    pub met: Option<bool>,
}

/// Every measurement of a run, in order; each is printed as soon as it is known.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Row>,
}

impl Table {
    pub fn heading() {
        println!("| accounts | what | made | measured | sqlite3 shell | ratio | budget | met |");
        println!("| ---: | --- | --- | --- | --- | ---: | --- | --- |");
    }

    pub fn add(&mut self, row: Row) {
        let ratio = row.ratio.map_or_else(|| "–".to_string(), |ratio| format!("{ratio:.2}"));
        let met = match row.met {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "–",
        };
        let [shell, budget] = [&row.shell[..], row.budget].map(|text| if text.is_empty() { "–" } else { text });
        let Row { accounts, what, made, measured, .. } = &row;
        println!("| {accounts} | {what} | {made} | {measured} | {shell} | {ratio} | {budget} | {met} |");
        self.rows.push(row);
    }

    /// How many budgets were looked at, and how many were met.
    pub fn verdict(&self) -> (usize, usize) {
        let looked_at = self.rows.iter().filter_map(|row| row.met);
        (looked_at.clone().count(), looked_at.filter(|met| *met).count())
    }
}
