//! Members: how they are reached; and the keys by which an act is done once.

use crate::recorder::Recorder;

const KEYS: [&str; 4] = [
    "3e0f5d51-6a0e-4a53-9b6f-0d6a3f1c9a01",
    "3e0f5d51-6a0e-4a53-9b6f-0d6a3f1c9a02",
    "3e0f5d51-6a0e-4a53-9b6f-0d6a3f1c9a03",
    "3e0f5d51-6a0e-4a53-9b6f-0d6a3f1c9a04",
];

pub fn members_and_notices(it: &mut Recorder) {
    it.script(
        r#"
        at 13:00
        member set $ada_member --phone 501-555-0177 --email ada@new.example.org --text 501-555-0178
        member set $ada_member --mailing-address "PO Box 7" --joint "Al Ozark" --authorized "Bo Ozark" --passphrase bluebird
        member set $ada_member --low-balance 22.00
        member set $ada_member --low-balance -1.00
        member set $ada_member --email nonsense
        member set $ada_member --text ''
        member set $ada_member
        member set 999999 --phone 1
        member set $ben_member --phone '' --email '' --text ''
        member rename $ada_member "Ada Pine"
        member rename $ada_member ''
        member rename 999999 "Ada Pine"
        account find pine
        account show $ada
        notices consent $ada_member text no
        notices consent $ada_member email no
        notices consent $ada_member email yes
        notices consent $edna_member phone no
        notices consent $edna_member email no
        notices consent $edna_member phone yes
        notices consent $ada_member pigeon yes
        notices consent $ada_member phone maybe
        notices consent 999999 phone no
        notices send
        notices send --operator scheduler
        at 13:30
        notices send
        notices list $s1
        notices list $s2
    "#,
    );
}

/// The same key twice, with the same and with other content.
pub fn keys(it: &mut Recorder) {
    for (name, key) in ["key1", "key2", "key3", "key4"].iter().zip(KEYS) {
        it.name(name, key);
    }
    it.script(
        r#"
        at 12:00
        pay $ada --method external --amount 21.00 --key $key1
        pay $ada --method external --amount 21.00 --key $key1
        pay $ada --method external --amount 22.00 --key $key1
        adjust $ada --amount 21.00 --reason goodwill --approved-by practice --key $key1
        account note $ada "once" --key $key2
        account note $ada "once" --key $key2
        forecast $in1 --low-f 40 --key $key3
        forecast $in1 --low-f 40 --key $key3
        drawer limit --amount 5.00 --key $key4
        drawer limit --amount 5.00 --key $key4
        account show $ada
    "#,
    );
}

pub fn death(it: &mut Recorder) {
    it.script(
        r#"
        at 12:00
        member deceased 1000004
        member deceased 1000004
        member deceased 999999
        account show $s4
        notices list $s4
    "#,
    );
}
