//! The store's beginning, its terms, its settings.

use crate::recorder::Recorder;

/// Programs are looked at without a store; then the store is made.
pub fn before_the_first_day(it: &mut Recorder) {
    let folder = it.office.program_folder();
    it.name("terms", &folder);
    let (broken, bare) = (format!("{folder}-broken"), format!("{folder}-bare"));
    std::fs::create_dir(&bare).expect("a folder");
    std::fs::create_dir(&broken).expect("a folder");
    let terms = std::fs::read_to_string(format!("{folder}/program.toml")).expect("the terms");
    let wrong = terms.replace("time_zone", "timezone").replacen("\"0.", "\"zero ", 1);
    std::fs::copy(format!("{folder}/agreement.txt"), format!("{broken}/agreement.txt")).expect("an agreement");
    std::fs::write(format!("{broken}/program.toml"), wrong).expect("broken terms");
    it.name("broken", &broken);
    it.name("bare", &bare);
    it.clock("08:00");
    it.script(
        r#"
        program list
        program show $program
        program show atlantis
        program check $terms
        program check $broken
        program check $bare
        cycle
        account find ozark
        init --program atlantis --practice
        init --program $broken --practice
        init --program $program --sample-members 3
        init --program $program
        init --program $program --practice --sample-members 2 --sample-days 4000000000
        init --program $program --practice --sample-members 12
        init --program $program --practice
        program versions
        verify
    "#,
    );
    for sample in 1..=12 {
        it.name(&format!("s{sample}"), &format!("{}", 1_000_000 + sample));
    }
}

pub fn first_day(it: &mut Recorder) {
    it.office.environment("HEADEND_PASSWORD", "s3cret");
    let gateway = it.office.folder().join("gateway");
    std::fs::create_dir(&gateway).expect("a folder");
    it.name("gateway", &gateway.to_string_lossy());
    it.script(
        r#"
        at 11:30
        operator list
        operator add Carl --role csr
        operator add Sue --role supervisor
        operator add Carl --role csr
        operator add " Dora" --role csr
        operator add scheduler --role csr
        by Carl none
        operator add Eve --role csr
        drawer limit --amount 1.00
        program price "$price" --from $in7 --price 0.00500
        by nobody
        drawer limit --amount 5.00
        drawer limit --amount 2.00 --office "$office2"
        drawer limit --amount -1.00
        notices setup
        notices setup --folder $gateway --from "Example Electric <billing@example.org>"
        notices setup --smtp smtp://127.0.0.1:1?tls=none --from "Example Electric <billing@example.org>" --password-env MAIL_PASSWORD
        notices setup --smtp smtp://me@127.0.0.1:1?tls=none&timeout=1 --from "Example Electric <billing@example.org>" --password-env HEADEND_PASSWORD --folder $gateway
        notices setup --smtp smtp://mail.example.org:587?tls=starttls --from billing@example.org
        notices setup --smtp smtp://127.0.0.1:1?tls=none --from nobody
        notices setup --folder /no/such/folder
        notices watch /no/such/folder
        notices setup
        link list
    "#,
    );
}

/// Power costs more in a week, and the terms on a day that is billed already cannot change.
pub fn new_prices(it: &mut Recorder) {
    it.script(
        r#"
        at 13:00
        program price "$price" --from $in3 --price 0.00500
        program price "$price" --from $in3 --price 0.00510
        program price "$price" --from $ago3 --price 0.00500
        program price "Moonlight" --from $in3 --price 0.00500
        program price "$price" --from $in3 --price cheap
        program show
    "#,
    );
}

/// New terms from tomorrow on: the office's own, edited.
pub fn new_terms(it: &mut Recorder) {
    let folder = format!("{}-next", it.named("terms"));
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("forms").join(it.named("program"));
    std::fs::create_dir(&folder).expect("a folder");
    for entry in shipped.read_dir().expect("a shipped program") {
        let file = entry.expect("a file of the program").path();
        let text = std::fs::read_to_string(&file).expect("the program's files are text");
        // A dearer kWh; everything else as it was.
        let text = text.replace("price = \"0.1", "price = \"0.11").replace("price = \"0.09", "price = \"0.10");
        std::fs::write(format!("{folder}/{}", file.file_name().expect("a name").to_string_lossy()), text)
            .expect("a copy");
    }
    let abroad = format!("{folder}-abroad");
    std::fs::create_dir(&abroad).expect("a folder");
    for file in std::fs::read_dir(&folder).expect("the new terms").map(|entry| entry.expect("a file").path()) {
        let text = std::fs::read_to_string(&file).expect("text");
        let text = text.replace("America/", "Europe/").replace("Chicago", "Paris").replace("New_York", "Paris");
        let text = text.replace("Los_Angeles", "Paris");
        std::fs::write(format!("{abroad}/{}", file.file_name().expect("a name").to_string_lossy()), text)
            .expect("a copy");
    }
    it.name("next", &folder);
    it.name("abroad", &abroad);
    it.script(
        r#"
        at 13:00
        program check $next
        program load $next --from $ago1
        program load $broken --from $in1
        program load $abroad --from $in1
        program load $next --from $in1
        program load $next --from $in1
        program versions
        by Carl none
        program load $next --from $in2
        by nobody
    "#,
    );
}
