//! Wrong calls, refusals that no scene had, and an office for real members, where nothing is told that has a time.

use crate::common::Office;
use crate::recorder::Recorder;

pub fn wrong_calls(it: &mut Recorder) {
    it.script(
        r#"
        at 12:00
        pay
        pey $ada
        account
        account show
        account show $ada $ben
        account show $ada --loudly
        account note $ada text --key mine
        account show $ada --now yesterday
        account show $ada --now 2026-1-1T10:00
        account hold $ada --kind medical --until tomorrow --reason asked
        forecast 2026-02-30 --low-f 30
        forecast $today --low-f cold
        forecast $today --low-f 400
        forecast $today --low-f -300
        drawer count --count ""
        member set $ada_member
        cycle release
        cycle release $ada --all
        pay $ada --method cash --amount 12.345
        pay $ada --tender cash=5.00 --to $ada=5.00
        pay --tender cash --to $ada=5.00
        pay --tender cash=5.00 --to $ada
        reading add M1001 $today many
        operator add Zoe --role queen
        link add
        notices consent $ada_member phone
        verify --head abc
        init --program
        export gl --from $today --out gl.csv
        switch sideways M1001
        switch on M1001 --ground request --reason "asked for"
        return-payment R-C-999999 --reason "no funds" --tender check=60.00
        pledge withdraw 999 --reason "entered twice"
        import source lockbox
        day report --all
        day report --outside
        notices setup --ca no-such.pem
    "#,
    );
}

pub fn of_an_act(it: &mut Recorder) {
    let long = "x".repeat(3000);
    it.name("long", &long);
    it.script(
        r#"
        at 12:00
        account note $ada $long
        adjust $ada --amount 1.00 --reason $long --approved-by practice
        account hold $ada --kind other --reason $long
        account find "$long"
        by Nobody 1234
        account note $ada "who am I"
        by scheduler none
        pay $ada --method external --amount 5.00
        account note $ada "by the clock"
        account show $ada
        cycle
        by Carl none
        drawer limit --amount 3.00
        notices setup --folder $gateway
        notices consent $ada_member phone yes
        day close --card-batch 0.00
        sim set M1001 --kwh 1.0
        program versions
        verify
        backup OFFICE/none.sqlite
        by nobody
        account note $ada "at an unknown office" --office Atlantis
        pay $ada --method external --amount 9999999999.00
        adjust $ada --amount 99999999999999999999.00 --reason much --approved-by practice
    "#,
    );
}

/// A second office, for real members: PINs, roles, no clock to set, no built-in meters.
pub fn in_an_office_for_real_members(it: &mut Recorder) {
    let real = Office::with_program(&it.named("program"), &[]);
    it.go_to(real);
    it.script(
        r#"
        init --program $program --now 2026-10-19T08:00
        init --program $program
        operator list
        operator add Carl --role csr
        account find ozark
        account show 1
        cycle --operator scheduler --now 2026-10-19T08:00
        operator add Sue --role supervisor
    "#,
    );
    it.office.environment("ADVANCE_PAY_NEW_PIN", "12");
    it.call("operator add Sue --role supervisor");
    it.office.environment("ADVANCE_PAY_NEW_PIN", "471100");
    it.script(
        r#"
        operator add Carl --role csr
        operator add Sue --role supervisor
        operator add Dora --role supervisor
        by Sue 000000
        operator add Dora --role supervisor
        by Sue 471100
        operator add Dora --role supervisor
        operator add Carl --role csr
        operator list
        sim set M1 --kwh 1.0
        sim show M1
        drawer close
        pay 1 --method cash --amount 5.00
        account show 1 --now 2026-10-19T08:00
        account hold 1 --kind other --reason asked --operator Nobody
        operator role Carl --role supervisor
        operator retire Dora
        operator pin Carl
        operator retire scheduler
        approver 471100
        operator role Carl --role supervisor --approved-by Dora
        operator retire Dora --approved-by Carl
        operator list
        by Dora 471100
        operator list
        by Sue 471100
        operator role Carl --role csr --approved-by Carl
        operator retire Sue
        operator add SUE --role csr
        operator add "S ue" --role csr
        by Carl 000000
        operator list
        link list
        by Carl 471100
        backup copy.sqlite
        adjust 1 --amount 5.00 --reason goodwill
        approver 000000
        adjust 1 --amount 5.00 --reason goodwill --approved-by Sue
        approver 471100
        adjust 1 --amount 5.00 --reason goodwill --approved-by Sue
        adjust 1 --amount 5.00 --reason goodwill --approved-by Carl
        drawer limit --amount 3.00
        link add headend multispeak+http://cis@headend.example.org/cd
        by Sue 471100
        link add headend multispeak+http://cis@headend.example.org/cd
        link add headend multispeak+https://cis@127.0.0.1:1/cd?timeout=1 --secret-env NO_SUCH_SECRET
        link test headend
        link list
        program show
        cycle --confirm-clock --operator scheduler --now 2026-10-19T08:00
        verify
    "#,
    );
}
