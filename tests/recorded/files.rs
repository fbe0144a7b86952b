//! Files in and out: what others took, exports, documents, the watched folder, backups.

use crate::recorder::Recorder;

const PAYMENTS: &str = "source,reference,account,amount,paid_at,kind";

pub fn payments_of_others(it: &mut Recorder) {
    it.clock("13:00");
    for rows in [
        "web,1,$ada,20.00,$todayT08:00:00,payment\nweb,2,$ben,15.00,$ago1T23:59:00,\nkiosk,1,$s2,30.00,$todayT07:59:00,\n",
        "web,1,$ada,20.00,$todayT08:00:00,payment\nweb,3,$edna,8.00,$todayT12:00:00,payment\n",
        "web,1,$ada,21.00,$todayT08:00:00,payment\n",
        "web,1,$ada,20.00,$todayT08:00:00,reversal\n",
        "web,1,$ada,20.00,$todayT08:00:00,reversal\n",
        "web,2,$ben,14.00,$todayT08:00:00,reversal\nweb,9,$ben,14.00,$todayT08:00:00,reversal\n",
        "web,5,$ada,5.00,$in1T08:00:00,payment\nweb,6,5,5.00,$todayT08:00:00,payment\nweb,7,$ada,five,never,gift\nweb,8,$ada,-5.00,$todayT08:00:00,\n",
        "",
    ] {
        it.import("payments", &format!("{PAYMENTS}\n{rows}"));
    }
    it.import("payments", "source,account\nweb,1\n");
    it.import("payments", "");
    it.import("readings", "meter,at,kwh,quality\nM1001,$todayT05:00:00,1.0,manual\nM9,$todayT05:00:00,1.0,actual\nM1001,never,1.0,\nM1002,$todayT05:00:00,-1.0,\nM1002,$todayT05:00:00,1.0,guessed\n");
    it.import("readings", "meter,at,kwh,quality\nM1007,$ago1T05:00:00,1080.0,manual\nM1007,$ago2T05:00:00,1060.0,\nM1007,$ago2T22:00:00,1066.0,\n");
    it.import("readings", "meter,at,kwh,quality\nM1007,$ago1T05:00:00,1080.0,manual\nM1007,$ago2T05:00:00,1060.0,\n");
    it.import("readings", "meter,at,kwh,quality\nM1007,$ago1T05:00:00,1081.0,manual\n");
    it.import("readings", "meter,at,kwh\nM1004,$ago3T05:00:00,900.0\nM1004,$ago30T05:00:00,900.0\n");
    it.script(
        r#"
        import payments /no/such/file.csv
        by Carl none
        import payments /no/such/file.csv --operator scheduler
        by nobody
        account show $ada
        account show $s2
        account ledger $ada
    "#,
    );
}

pub fn watched_folder(it: &mut Recorder) {
    let folder = it.office.folder().join("in");
    std::fs::create_dir(&folder).expect("a folder");
    it.name("in", &folder.to_string_lossy());
    let drop_in = |it: &Recorder, name: &str, text: &str| {
        let file = folder.join(name);
        std::fs::write(&file, it.with_names(text)).expect("a file");
        // A file that was written just now may not be whole yet.
        let old = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
        std::fs::File::options()
            .append(true)
            .open(&file)
            .and_then(|file| file.set_modified(old))
            .expect("an older time");
    };
    drop_in(it, "payments-web.csv", &format!("{PAYMENTS}\nweb,19,$ada,19.00,$todayT06:00:00,payment\n"));
    drop_in(it, "payments-wrong.csv", &format!("{PAYMENTS}\nweb,20,5,19.00,$todayT06:00:00,payment\n"));
    drop_in(it, "readings.csv", "meter,at,kwh\nM1011,$todayT06:30:00,1990.0\n");
    it.script(
        r#"
        at 13:00
        by Carl none
        notices watch $in
        by nobody
        notices watch $in
        cycle
        notices send
        account show $ada
        account show $kate
        notices watch
    "#,
    );
    for file in ["out/balances.csv", "refused/payments-wrong.csv.why.txt"] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap_or_default();
        it.holds(file, &text);
    }
}

pub fn exports(it: &mut Recorder) {
    it.clock("15:00");
    for kind in ["ledger", "payments", "accounts", "balances", "gl"] {
        it.export(&format!("export {kind} --from $ago41 --to $today"));
    }
    it.script(
        r#"
        export acts --from $today --to $ago20 --out /no/such/folder/acts.csv
        export gl --from $today --to $ago20 --out /no/such/folder/gl.csv
        export gl --from $ago20 --to $today --out /no/such/folder/gl.csv
        export gl --from yesterday --to $today --out gl.csv
        documents $ada
        keep agreement /0/id
        keep paper /1/id
    "#,
    );
    let (first, second, archive) =
        (it.new_file("agreement.pdf"), it.new_file("paper.pdf"), it.new_file("archive.sqlite"));
    it.call(&format!("document $agreement --out {first}"));
    it.call(&format!("document $agreement --out {first}"));
    it.call(&format!("document $paper --out {second}"));
    it.call(&format!("document 99999 --out {second}"));
    it.call(&format!("document first --out {second}"));
    it.call("document $paper --out /no/such/folder/paper.pdf");
    it.call(&format!("export gl --from $ago20 --to $today --out {first}"));
    it.call(&format!("export archive --out {archive}"));
    it.call(&format!("export archive --out {archive}"));
    it.call("verify");
}

/// A backup, what is done after it, and the backup in the store's place.
pub fn backup_and_restore(it: &mut Recorder) {
    let (backup, text) = (it.new_file("backup.sqlite"), it.office.file("letter.txt", "a letter"));
    it.name("backup", &backup);
    it.name("letter", &text);
    it.script(
        r#"
        at 15:00
        backup $backup
        backup $backup
        backup /no/such/folder/backup.sqlite
        pay $ada --method cash --amount 77.00
        pay $ben --method check --amount 12.00 --check-number 7
        restore $letter
        restore /no/such/backup.sqlite
        by Carl none
        restore $backup
        by nobody
        restore $backup
        account show $ada
        pay $ada --method cash --amount 78.00
        account ledger $ada
        verify
        at 15:30
        switch work
        switch queue
    "#,
    );
}

pub fn last_day(it: &mut Recorder) {
    it.clock("18:00");
    it.heading("at the end");
    it.script(
        r#"
        day report
        keep head /head
        verify
        verify --head $head --day $today
        verify --head 0000 --day $today
        verify --head $head
        program versions
        operator list
        link list
        approval list
        notices list
        switch queue
        cycle review
        documents
    "#,
    );
}
