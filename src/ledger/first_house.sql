-- Advance Pay Desk: the whole schema as it stands.
--
-- Money: integer cents, credits positive. Energy: integer watt-hours. Days: integer civil days since 1970-01-01 in the
-- program's time zone (`…day`, `…_on`). Instants: unix milliseconds UTC (`at`, `…_at`). Texts hold the program's words.
--
-- Three times are kept apart: `at` (order and deadlines), `service_day` (what a charge is for), the book's day (what a
-- day report counts). What is posted, read, signed or counted is never updated, deleted or replaced; the triggers say so.

-- ------------------------------------------------------------------------------------------------ the store itself

CREATE TABLE store_fact(
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE office(
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  code TEXT NOT NULL UNIQUE              -- stands in receipt numbers
) STRICT;

CREATE TABLE operator(
  id       INTEGER PRIMARY KEY,
  name     TEXT NOT NULL UNIQUE,
  role     TEXT NOT NULL CHECK(role IN('csr','supervisor','system')),
  pin_hash TEXT,                         -- argon2; NULL: no PIN (the scheduler; `practice` in a practice store)
  added_at INTEGER NOT NULL,
  active   INTEGER NOT NULL DEFAULT 1 CHECK(active IN(0,1))
) STRICT;

CREATE TABLE terms_version(
  id          INTEGER PRIMARY KEY,
  from_day    INTEGER NOT NULL UNIQUE,
  loaded_at   INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  program     TEXT NOT NULL,             -- program.toml as it was loaded
  agreement   TEXT NOT NULL,
  letters     TEXT NOT NULL,             -- JSON: name to text
  hash        TEXT NOT NULL
) STRICT;

CREATE TABLE price_change(
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  from_day    INTEGER NOT NULL,
  price       TEXT NOT NULL,
  at          INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id)
) STRICT;

-- Every act that writes, by the key made when its form opened: a retry finds its first answer here.
CREATE TABLE act(
  key         BLOB PRIMARY KEY CHECK(length(key)=16),
  name        TEXT NOT NULL,
  content     BLOB NOT NULL CHECK(length(content)=32),   -- hash of what was asked
  at          INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  approver_id INTEGER REFERENCES operator(id),
  answer      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What waits for a second person.
CREATE TABLE approval(
  id          INTEGER PRIMARY KEY,
  act         TEXT NOT NULL,
  text        TEXT NOT NULL,
  content     TEXT NOT NULL,
  key         BLOB NOT NULL UNIQUE CHECK(length(key)=16),
  maker_id    INTEGER NOT NULL REFERENCES operator(id),
  office_id   INTEGER NOT NULL REFERENCES office(id),
  at          INTEGER NOT NULL,
  decided_at  INTEGER,
  decided_by  INTEGER REFERENCES operator(id),
  outcome     TEXT CHECK(outcome IN('approved','declined','withdrawn')),
  CHECK((decided_at IS NULL)=(outcome IS NULL))
) STRICT;

-- ------------------------------------------------------------------------------------------------ people and things

CREATE TABLE member(
  id                INTEGER PRIMARY KEY,
  number            TEXT NOT NULL UNIQUE,
  name              TEXT NOT NULL,
  phone             TEXT,
  email             TEXT,
  text_phone        TEXT,
  mailing_address   TEXT,
  joint             TEXT,
  authorized        TEXT,
  passphrase        TEXT,
  low_balance_cents INTEGER,             -- the member's own threshold; NULL: the program's
  deceased_at       INTEGER,
  joined_on         INTEGER NOT NULL
) STRICT;

CREATE TABLE member_change(
  id          INTEGER PRIMARY KEY,
  member_id   INTEGER NOT NULL REFERENCES member(id),
  at          INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  field       TEXT NOT NULL,
  was         TEXT,
  becomes     TEXT
) STRICT;

-- An account and its service. What is billed by and can change is kept by its effective day in the tables below.
CREATE TABLE account(
  id                 INTEGER PRIMARY KEY,
  number             TEXT NOT NULL UNIQUE,
  member_id          INTEGER NOT NULL REFERENCES member(id),
  office_id          INTEGER NOT NULL REFERENCES office(id),
  address            TEXT NOT NULL,
  class              TEXT NOT NULL,
  phase              TEXT NOT NULL,
  tax_area           TEXT,
  estimated_daily_wh INTEGER,
  opened_at          INTEGER NOT NULL,
  opened_on          INTEGER NOT NULL,
  joined_as          TEXT NOT NULL CHECK(joined_as IN('new','returning','convert','transfer')),
  moved_from         INTEGER REFERENCES account(id)
) STRICT;
CREATE INDEX account_member ON account(member_id);

CREATE TABLE account_option(             -- add-ons and exemptions, by day
  account_id INTEGER NOT NULL REFERENCES account(id),
  kind       TEXT NOT NULL CHECK(kind IN('add_on','exempt')),
  name       TEXT NOT NULL,
  count      INTEGER NOT NULL DEFAULT 1 CHECK(count>=1),
  from_day   INTEGER NOT NULL,
  to_day     INTEGER,                    -- last day included; NULL: still
  PRIMARY KEY(account_id, kind, name, from_day)
) STRICT, WITHOUT ROWID;

-- Where an account stands now: derived from the histories below, proven by `verify`.
CREATE TABLE standing(
  account_id      INTEGER PRIMARY KEY REFERENCES account(id),
  status          TEXT NOT NULL CHECK(status IN('active','disconnected','closed','left')),
  disconnected_at INTEGER,
  disconnected_on INTEGER,
  ended_on        INTEGER,
  power           TEXT NOT NULL CHECK(power IN('on','off','armed','unknown')),
  billed_through  INTEGER NOT NULL,      -- the last service day that was billed
  estimated_run   INTEGER NOT NULL DEFAULT 0, -- days in a row billed on estimates
  grace_until     INTEGER,               -- hours a returned payment leaves (C24)
  told_cents      INTEGER,               -- the balance and days left that notices last looked at (C30)
  told_days       INTEGER,
  CHECK((status='disconnected') = (disconnected_at IS NOT NULL)),
  CHECK((status IN('closed','left')) = (ended_on IS NOT NULL))
) STRICT;
CREATE INDEX standing_billing ON standing(billed_through) WHERE status IN('active','disconnected');

CREATE TABLE status_change(
  id          INTEGER PRIMARY KEY,
  account_id  INTEGER NOT NULL REFERENCES account(id),
  at          INTEGER NOT NULL,
  day         INTEGER NOT NULL,
  status      TEXT NOT NULL CHECK(status IN('active','disconnected','closed','left')),
  reason      TEXT NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id)
) STRICT;
CREATE INDEX status_change_account ON status_change(account_id, id);

CREATE TABLE power_seen(                 -- appended when a state that was seen differs from the one before
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id),
  at         INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK(state IN('on','off','armed')),
  detail     TEXT NOT NULL
) STRICT;
CREATE INDEX power_seen_account ON power_seen(account_id, at);

CREATE TABLE link(
  name       TEXT PRIMARY KEY,
  url        TEXT NOT NULL,
  secret_env TEXT,                       -- the variable's name; the secret is never here
  confirmed  INTEGER NOT NULL DEFAULT 0 CHECK(confirmed IN(0,1)),
  added_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE link_counter(               -- DLMS invocation counters: a block is stored before it is used
  link TEXT PRIMARY KEY REFERENCES link(name),
  next INTEGER NOT NULL CHECK(next>=0)
) STRICT, WITHOUT ROWID;

CREATE TABLE meter(
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id),
  number     TEXT NOT NULL,
  digits     INTEGER NOT NULL CHECK(digits BETWEEN 3 AND 9),
  link       TEXT NOT NULL,
  from_day   INTEGER NOT NULL,
  to_day     INTEGER                     -- the day of its final read; NULL: in service
) STRICT;
CREATE UNIQUE INDEX meter_in_service ON meter(number) WHERE to_day IS NULL;
CREATE INDEX meter_account ON meter(account_id, from_day);

-- The built-in meters of a practice store.
CREATE TABLE sim_meter(
  number      TEXT PRIMARY KEY,
  wh          INTEGER NOT NULL,
  state       TEXT NOT NULL CHECK(state IN('on','off','armed')),
  unreachable INTEGER NOT NULL DEFAULT 0,
  refuse      INTEGER NOT NULL DEFAULT 0,
  stuck       INTEGER NOT NULL DEFAULT 0,
  lose_reply  INTEGER NOT NULL DEFAULT 0,
  -- a sample member's meter turns by itself: a household's days, shifted and scaled
  profile_shift   INTEGER,
  profile_percent INTEGER,
  turned_through  INTEGER                -- the last day whose use is in `wh`
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------------ the ledger

CREATE TABLE ledger_account(
  id         INTEGER PRIMARY KEY,        -- a member's: account id * 8 + 1..5; the co-op's own: a multiple of 8
  kind       TEXT NOT NULL CHECK(kind IN(
    'energy','arrears','deposit','membership','refund',
    'cash','checks','money_orders','cards','external','bank','safe','float','paid_out','check_requests',
    'income','tax','deposit_interest','over_short','standard_billing','written_off')),
  account_id INTEGER REFERENCES account(id),
  name       TEXT NOT NULL DEFAULT '',   -- which drawer, income, tax and area, office
  UNIQUE(kind, account_id, name),
  CHECK((kind IN('energy','arrears','deposit','membership','refund')) = (account_id IS NOT NULL)),
  CHECK(account_id IS NULL OR id=account_id*8+
    CASE kind WHEN 'energy' THEN 1 WHEN 'arrears' THEN 2 WHEN 'deposit' THEN 3 WHEN 'membership' THEN 4 ELSE 5 END),
  CHECK(account_id IS NOT NULL OR id%8=0)
) STRICT;
CREATE UNIQUE INDEX ledger_account_own ON ledger_account(kind, name) WHERE account_id IS NULL;

CREATE TABLE balance(                    -- moved only by a posting, proven by `verify`
  ledger_account_id INTEGER PRIMARY KEY REFERENCES ledger_account(id),
  cents     INTEGER NOT NULL DEFAULT 0,
  seq       INTEGER NOT NULL DEFAULT 0,
  last_txn  INTEGER NOT NULL DEFAULT 0,
  last_line INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE book(
  id        INTEGER PRIMARY KEY,
  office_id INTEGER REFERENCES office(id), -- NULL: the store's own
  day       INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  closed_by INTEGER REFERENCES operator(id)
) STRICT;
CREATE UNIQUE INDEX book_of_day ON book(ifnull(office_id,0), day);

CREATE TABLE txn(
  id          INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL,
  at          INTEGER NOT NULL,
  service_day INTEGER,
  book_id     INTEGER NOT NULL REFERENCES book(id),
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  approver_id INTEGER REFERENCES operator(id),
  memo        TEXT NOT NULL DEFAULT '',
  reverses    INTEGER UNIQUE REFERENCES txn(id),
  -- COMMIT fails unless every transaction got a seal, and a seal needs balanced lines
  FOREIGN KEY(id) REFERENCES seal(txn_id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX txn_book ON txn(book_id);

CREATE TABLE posting(
  txn_id            INTEGER NOT NULL REFERENCES txn(id),
  line              INTEGER NOT NULL CHECK(line>=1),
  ledger_account_id INTEGER NOT NULL REFERENCES balance(ledger_account_id),
  cents             INTEGER NOT NULL CHECK(cents<>0 AND abs(cents)<=100000000000),
  PRIMARY KEY(txn_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX posting_account ON posting(ledger_account_id, txn_id);

CREATE TABLE seal(                       -- one BLAKE3 chain in the order of the transactions
  txn_id INTEGER PRIMARY KEY REFERENCES txn(id),
  hash   BLOB NOT NULL CHECK(length(hash)=32)
) STRICT;

-- ------------------------------------------------------------------------------------------------ reads and charges

-- A register read. `cum_wh` is the same point on one continuous register of the account, over rollovers and exchanges.
CREATE TABLE reading(
  id          INTEGER PRIMARY KEY,
  account_id  INTEGER NOT NULL REFERENCES account(id),
  meter_id    INTEGER NOT NULL REFERENCES meter(id),
  day         INTEGER NOT NULL,
  role        TEXT NOT NULL CHECK(role IN('daily','start','final')),
  revision    INTEGER NOT NULL,
  wh          INTEGER NOT NULL CHECK(wh>=0),
  cum_wh      INTEGER,                   -- NULL: never billed (C31)
  quality     TEXT NOT NULL CHECK(quality IN('actual','manual','estimated','rejected')),
  at          INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  approver_id INTEGER REFERENCES operator(id),
  detail      TEXT,
  UNIQUE(account_id, day, role, revision),
  CHECK((quality='rejected') = (cum_wh IS NULL))
) STRICT;

-- One day's charge. `lines` are cents in the order of the terms' lines; the month's sums are those before this day.
CREATE TABLE charge(
  account_id    INTEGER NOT NULL REFERENCES account(id),
  service_day   INTEGER NOT NULL,
  revision      INTEGER NOT NULL,
  txn_id        INTEGER REFERENCES txn(id), -- NULL: it came to nothing
  terms_id      INTEGER NOT NULL REFERENCES terms_version(id),
  price_id      INTEGER NOT NULL DEFAULT 0,
  rules_version INTEGER NOT NULL,
  from_cum      INTEGER NOT NULL,
  to_cum        INTEGER NOT NULL,
  quality       TEXT NOT NULL CHECK(quality IN('actual','spread','estimated','manual')),
  off_all_day   INTEGER NOT NULL CHECK(off_all_day IN(0,1)),
  month_before  TEXT NOT NULL,           -- Wh and cents by kind: wh,energy,per_kwh,monthly,add_on
  lines         TEXT NOT NULL,
  cents         INTEGER NOT NULL,        -- the sum of the lines: what the day costs
  PRIMARY KEY(account_id, service_day, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE true_up(
  account_id  INTEGER NOT NULL REFERENCES account(id),
  month       INTEGER NOT NULL,          -- its first day
  revision    INTEGER NOT NULL,
  txn_id      INTEGER REFERENCES txn(id), -- NULL: it came to nothing
  payments    INTEGER NOT NULL,
  lines       TEXT NOT NULL,             -- JSON
  cents       INTEGER NOT NULL,
  PRIMARY KEY(account_id, month, revision)
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------------ the counter

CREATE TABLE drawer(
  id          INTEGER PRIMARY KEY,
  office_id   INTEGER NOT NULL REFERENCES office(id),
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  book_id     INTEGER NOT NULL REFERENCES book(id),
  opened_at   INTEGER NOT NULL,
  float_cents INTEGER NOT NULL CHECK(float_cents>=0),
  closed_at   INTEGER,
  closed_by   INTEGER REFERENCES operator(id),
  by_itself   INTEGER NOT NULL DEFAULT 0 -- opened by a practice store
) STRICT;
CREATE UNIQUE INDEX drawer_open ON drawer(operator_id, office_id, book_id) WHERE closed_at IS NULL;

CREATE TABLE drawer_movement(
  id          INTEGER PRIMARY KEY,
  drawer_id   INTEGER NOT NULL REFERENCES drawer(id),
  kind        TEXT NOT NULL CHECK(kind IN('paid_out','drop','hand_over')),
  cents       INTEGER NOT NULL CHECK(cents>0),
  reason      TEXT NOT NULL,
  at          INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  txn_id      INTEGER NOT NULL REFERENCES txn(id)
) STRICT;

CREATE TABLE drawer_count(
  drawer_id      INTEGER NOT NULL REFERENCES drawer(id),
  ordinal        INTEGER NOT NULL CHECK(ordinal IN(1,2)),
  operator_id    INTEGER NOT NULL REFERENCES operator(id),
  at             INTEGER NOT NULL,
  pieces         TEXT NOT NULL,          -- JSON: denomination to number
  cash_cents     INTEGER NOT NULL,
  checks_cents   INTEGER NOT NULL,
  money_orders_cents INTEGER NOT NULL,
  expected_cash_cents INTEGER NOT NULL,
  expected_checks_cents INTEGER NOT NULL,
  expected_money_orders_cents INTEGER NOT NULL,
  PRIMARY KEY(drawer_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt(
  id           INTEGER PRIMARY KEY,
  number       TEXT NOT NULL UNIQUE,
  series       TEXT NOT NULL,            -- office code and epoch
  seq          INTEGER NOT NULL,         -- gapless within the series
  kind         TEXT NOT NULL CHECK(kind IN('payment','enrollment','external','pledge')),
  txn_id       INTEGER NOT NULL REFERENCES txn(id),
  at           INTEGER NOT NULL,
  paid_at      INTEGER NOT NULL,
  office_id    INTEGER REFERENCES office(id),
  drawer_id    INTEGER REFERENCES drawer(id),
  operator_id  INTEGER NOT NULL REFERENCES operator(id),
  cents        INTEGER NOT NULL CHECK(cents>0),
  change_cents INTEGER NOT NULL DEFAULT 0 CHECK(change_cents>=0),
  UNIQUE(series, seq)
) STRICT;
CREATE INDEX receipt_drawer ON receipt(drawer_id);

CREATE TABLE receipt_tender(
  receipt_id   INTEGER NOT NULL REFERENCES receipt(id),
  line         INTEGER NOT NULL,
  method       TEXT NOT NULL CHECK(method IN('cash','check','money_order','card','external','pledge')),
  cents        INTEGER NOT NULL CHECK(cents>0),
  tendered     INTEGER NOT NULL,
  check_number TEXT,
  reference    TEXT,
  PRIMARY KEY(receipt_id, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt_allocation(
  receipt_id INTEGER NOT NULL REFERENCES receipt(id),
  line       INTEGER NOT NULL,
  account_id INTEGER NOT NULL REFERENCES account(id),
  to_energy  INTEGER NOT NULL,
  to_arrears INTEGER NOT NULL,
  to_other   INTEGER NOT NULL,           -- fees, membership, debt to the standard service
  PRIMARY KEY(receipt_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_allocation_account ON receipt_allocation(account_id, receipt_id);

CREATE TABLE receipt_undone(             -- voided, returned or moved: once
  receipt_id  INTEGER PRIMARY KEY REFERENCES receipt(id),
  how         TEXT NOT NULL CHECK(how IN('void','returned','bank_error','moved','reversed')),
  at          INTEGER NOT NULL,
  day         INTEGER NOT NULL,
  reason      TEXT NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  approver_id INTEGER REFERENCES operator(id),
  txn_id      INTEGER NOT NULL REFERENCES txn(id),
  becomes     INTEGER REFERENCES receipt(id)
) STRICT;

CREATE TABLE bank_deposit(
  id          INTEGER PRIMARY KEY,
  office_id   INTEGER NOT NULL REFERENCES office(id),
  book_id     INTEGER NOT NULL REFERENCES book(id),
  bag         TEXT NOT NULL,
  at          INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  cash_cents  INTEGER NOT NULL,
  items       TEXT NOT NULL,             -- JSON: each check and money order
  cents       INTEGER NOT NULL,
  txn_id      INTEGER NOT NULL REFERENCES txn(id),
  UNIQUE(office_id, bag)
) STRICT;

CREATE TABLE day_close(
  book_id     INTEGER PRIMARY KEY REFERENCES book(id),
  at          INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  card_batch_cents INTEGER,
  head        TEXT NOT NULL,
  report      TEXT NOT NULL              -- JSON, as it was shown and printed
) STRICT;

-- Rows of files that were taken in, by their own key.
CREATE TABLE taken_in(
  kind    TEXT NOT NULL CHECK(kind IN('payment','reading','member')),
  source  TEXT NOT NULL,
  content BLOB NOT NULL,
  receipt_id INTEGER REFERENCES receipt(id),
  at      INTEGER NOT NULL,
  PRIMARY KEY(kind, source)
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------------ holds, notes, pledges, notices

CREATE TABLE hold(
  id          INTEGER PRIMARY KEY,
  account_id  INTEGER NOT NULL REFERENCES account(id),
  kind        TEXT NOT NULL,
  stops       TEXT NOT NULL,             -- disconnect,reconnect,close: those that apply
  from_day    INTEGER NOT NULL,
  until_day   INTEGER NOT NULL,          -- included (C34)
  reason      TEXT NOT NULL,
  at          INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  lifted_at   INTEGER,
  lifted_by   INTEGER REFERENCES operator(id)
) STRICT;
CREATE INDEX hold_account ON hold(account_id);

CREATE TABLE note(
  id          INTEGER PRIMARY KEY,
  account_id  INTEGER NOT NULL REFERENCES account(id),
  text        TEXT NOT NULL,
  pinned      INTEGER NOT NULL CHECK(pinned IN(0,1)),
  at          INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id)
) STRICT;
CREATE INDEX note_account ON note(account_id);

CREATE TABLE pledge(
  id           INTEGER PRIMARY KEY,
  account_id   INTEGER NOT NULL REFERENCES account(id),
  agency       TEXT NOT NULL,
  government   INTEGER NOT NULL CHECK(government IN(0,1)),
  cents        INTEGER NOT NULL CHECK(cents>0),
  until_day    INTEGER,
  arrears_only INTEGER NOT NULL CHECK(arrears_only IN(0,1)),
  at           INTEGER NOT NULL,
  operator_id  INTEGER NOT NULL REFERENCES operator(id),
  received_at  INTEGER,
  receipt_id   INTEGER REFERENCES receipt(id)
) STRICT;
CREATE INDEX pledge_account ON pledge(account_id);

CREATE TABLE notice(
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id),
  event      TEXT NOT NULL,
  level      TEXT NOT NULL DEFAULT '',   -- which amount or number of days
  channel    TEXT NOT NULL CHECK(channel IN('email','text','phone')),
  address    TEXT NOT NULL,
  text       TEXT NOT NULL,
  made_at    INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  status     TEXT NOT NULL CHECK(status IN('waiting','sent','failed','withdrawn')),
  tries      INTEGER NOT NULL DEFAULT 0,
  sent_at    INTEGER,
  detail     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX notice_account ON notice(account_id, id);
CREATE INDEX notice_waiting ON notice(not_before) WHERE status='waiting';

CREATE TABLE channel_choice(             -- a member's word on a way of telling; the last one counts
  id          INTEGER PRIMARY KEY,
  member_id   INTEGER NOT NULL REFERENCES member(id),
  channel     TEXT NOT NULL CHECK(channel IN('email','text','phone')),
  allowed     INTEGER NOT NULL CHECK(allowed IN(0,1)),
  at          INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id)
) STRICT;
CREATE INDEX channel_choice_member ON channel_choice(member_id, channel, id);

-- ------------------------------------------------------------------------------------------------ the morning and the switch

CREATE TABLE forecast(
  id          INTEGER PRIMARY KEY,
  day         INTEGER NOT NULL,
  low_f       INTEGER NOT NULL,
  inclement   INTEGER NOT NULL CHECK(inclement IN(0,1)),
  at          INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id)
) STRICT;
CREATE INDEX forecast_day ON forecast(day, id);

CREATE TABLE arrival(                    -- what `before_list` waits for
  day  INTEGER NOT NULL,
  what TEXT NOT NULL,
  at   INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  PRIMARY KEY(day, what)
) STRICT, WITHOUT ROWID;

CREATE TABLE disconnect_list(
  day      INTEGER PRIMARY KEY,          -- one a day (C27)
  made_at  INTEGER NOT NULL,
  waits    TEXT                          -- why the whole list waits for a person
) STRICT;

CREATE TABLE list_row(
  day           INTEGER NOT NULL REFERENCES disconnect_list(day),
  account_id    INTEGER NOT NULL REFERENCES account(id),
  balance_cents INTEGER NOT NULL,
  last_read_day INTEGER,
  state         TEXT NOT NULL CHECK(state IN('ready','held','attention','review','queued','released','withdrawn')),
  code          TEXT NOT NULL,
  why           TEXT NOT NULL,
  releasable    INTEGER NOT NULL CHECK(releasable IN(0,1)),
  gates         TEXT NOT NULL,           -- JSON: what was checked, and how it stood
  decided_at    INTEGER,
  decided_by    INTEGER REFERENCES operator(id),
  approved_by   INTEGER REFERENCES operator(id),
  reason        TEXT,
  command_id    INTEGER REFERENCES switch_command(id),
  PRIMARY KEY(day, account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE switch_command(
  id          INTEGER PRIMARY KEY,
  tx          BLOB NOT NULL UNIQUE CHECK(length(tx)=16), -- the same on every retry
  account_id  INTEGER NOT NULL REFERENCES account(id),
  meter_id    INTEGER NOT NULL REFERENCES meter(id),
  command     TEXT NOT NULL CHECK(command IN('on','off')),
  cause       TEXT NOT NULL CHECK(cause IN('disconnect','reconnect','hand','closing','opening')),
  reason      TEXT NOT NULL,
  evidence    TEXT,                      -- JSON: balance, reads, clause, gates, who released
  queued_at   INTEGER NOT NULL,
  not_after   INTEGER,
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  status      TEXT NOT NULL CHECK(status IN('queued','sent','done','refused','attention','expired','cancelled')),
  in_doubt    INTEGER NOT NULL DEFAULT 0 CHECK(in_doubt IN(0,1)), -- went out, outcome unknown: ask the state first
  tries       INTEGER NOT NULL DEFAULT 0,
  next_try_at INTEGER NOT NULL,
  done_at     INTEGER,
  detail      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX switch_command_open ON switch_command(next_try_at) WHERE status IN('queued','sent','attention');
CREATE INDEX switch_command_account ON switch_command(account_id, id);

CREATE TABLE switch_step(                -- every step of a command: what was asked, the raw answer, the state seen
  id         INTEGER PRIMARY KEY,
  command_id INTEGER REFERENCES switch_command(id), -- NULL: a read or a state asked by hand
  meter_id   INTEGER NOT NULL REFERENCES meter(id),
  at         INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  step       TEXT NOT NULL,
  state      TEXT,
  raw        TEXT NOT NULL
) STRICT;
CREATE INDEX switch_step_command ON switch_step(command_id);

CREATE TABLE attention(                  -- what a person should look at
  id         INTEGER PRIMARY KEY,
  account_id INTEGER REFERENCES account(id),
  day        INTEGER NOT NULL,
  code       TEXT NOT NULL,
  text       TEXT NOT NULL,
  at         INTEGER NOT NULL,
  cleared_at INTEGER,
  cleared_by INTEGER REFERENCES operator(id)
) STRICT;
CREATE UNIQUE INDEX attention_open ON attention(ifnull(account_id,0), code) WHERE cleared_at IS NULL;

CREATE TABLE cycle_run(
  id       INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  day      INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  counts   TEXT NOT NULL                 -- JSON, as it was answered
) STRICT;

-- ------------------------------------------------------------------------------------------------ paper

CREATE TABLE document(
  id          INTEGER PRIMARY KEY,
  account_id  INTEGER REFERENCES account(id),
  kind        TEXT NOT NULL,
  title       TEXT NOT NULL,
  at          INTEGER NOT NULL,
  operator_id INTEGER NOT NULL REFERENCES operator(id),
  hash        BLOB NOT NULL CHECK(length(hash)=32),
  bytes       BLOB NOT NULL              -- kept as it was signed or handed out
) STRICT;
CREATE INDEX document_account ON document(account_id, id);

-- ------------------------------------------------------------------------------------------------ search

CREATE VIRTUAL TABLE account_search USING fts5(name, account, meter, phone, address, tokenize='trigram', content='', contentless_delete=1);

-- ------------------------------------------------------------------------------------------------ what may never happen
--
-- Whoever opens this file with whatever program meets these. `INSERT OR REPLACE` deletes without asking a DELETE trigger
-- unless `recursive_triggers` is on, so each table refuses an insert whose key stands already; nothing here leans on a
-- PRAGMA. What a trigger cannot see (a transaction left without its seal, a reference to nothing, while foreign keys are
-- off) `verify` finds, and the ledger takes no transaction after it.

-- A transaction: numbered in order, in an open book, sealed before the next one begins.
CREATE TRIGGER txn_in_order BEFORE INSERT ON txn BEGIN
  SELECT CASE
    WHEN NEW.id IS NOT (SELECT ifnull(max(txn_id),0)+1 FROM seal)
      THEN RAISE(ABORT,'ledger: a transaction takes the next number, once the one before it is sealed')
    WHEN EXISTS(SELECT 1 FROM txn WHERE id=NEW.id)
      THEN RAISE(ABORT,'ledger: a transaction is never replaced')
    WHEN NOT EXISTS(SELECT 1 FROM book WHERE id=NEW.book_id AND closed_at IS NULL)
      THEN RAISE(ABORT,'ledger: a transaction is posted to an open book')
  END;
END;
CREATE TRIGGER txn_reverses_once BEFORE INSERT ON txn WHEN NEW.reverses IS NOT NULL BEGIN
  SELECT CASE
    WHEN NOT EXISTS(SELECT 1 FROM seal WHERE txn_id=NEW.reverses)
      THEN RAISE(ABORT,'ledger: only a sealed transaction can be reversed')
    WHEN EXISTS(SELECT 1 FROM txn WHERE reverses=NEW.reverses)
      THEN RAISE(ABORT,'ledger: a transaction is reversed once')
    WHEN (SELECT reverses FROM txn WHERE id=NEW.reverses) IS NOT NULL
      THEN RAISE(ABORT,'ledger: a reversal cannot be reversed')
  END;
END;
CREATE TRIGGER txn_is_not_changed BEFORE UPDATE ON txn
  BEGIN SELECT RAISE(ABORT,'ledger: a transaction is never changed'); END;
CREATE TRIGGER txn_is_not_deleted BEFORE DELETE ON txn
  BEGIN SELECT RAISE(ABORT,'ledger: a transaction is never deleted'); END;

-- A line: added to the open transaction, numbered from 1 without a gap (so none is replaced); it alone moves a balance.
CREATE TRIGGER posting_in_order BEFORE INSERT ON posting BEGIN
  SELECT CASE
    WHEN NEW.line IS NOT (SELECT ifnull(max(line),0)+1 FROM posting WHERE txn_id=NEW.txn_id)
      THEN RAISE(ABORT,'ledger: a line takes the next number, and is never replaced')
    WHEN EXISTS(SELECT 1 FROM seal WHERE txn_id=NEW.txn_id)
      THEN RAISE(ABORT,'ledger: a sealed transaction takes no more lines')
    WHEN NEW.line=1 AND NOT EXISTS(SELECT 1 FROM txn WHERE id=NEW.txn_id)
      THEN RAISE(ABORT,'ledger: a line belongs to a transaction')
  END;
END;
CREATE TRIGGER posting_apply AFTER INSERT ON posting BEGIN
  UPDATE balance SET cents=cents+NEW.cents, seq=seq+1, last_txn=NEW.txn_id, last_line=NEW.line
    WHERE ledger_account_id=NEW.ledger_account_id;
  SELECT RAISE(ABORT,'ledger: a line moves a balance that exists') WHERE changes()<>1;
END;
CREATE TRIGGER posting_is_not_changed BEFORE UPDATE ON posting
  BEGIN SELECT RAISE(ABORT,'ledger: a line is never changed'); END;
CREATE TRIGGER posting_is_not_deleted BEFORE DELETE ON posting
  BEGIN SELECT RAISE(ABORT,'ledger: a line is never deleted'); END;

-- A balance: starts at zero, moves by one line that it has not had before.
CREATE TRIGGER balance_starts_at_zero BEFORE INSERT ON balance
  WHEN NEW.cents<>0 OR NEW.seq<>0 OR NEW.last_txn<>0 OR NEW.last_line<>0
    OR EXISTS(SELECT 1 FROM balance WHERE ledger_account_id=NEW.ledger_account_id)
  BEGIN SELECT RAISE(ABORT,'ledger: a balance starts at zero, once'); END;
CREATE TRIGGER balance_is_derived BEFORE UPDATE ON balance
  WHEN NEW.ledger_account_id<>OLD.ledger_account_id OR NEW.seq<>OLD.seq+1
    OR (NEW.last_txn,NEW.last_line)<=(OLD.last_txn,OLD.last_line)
    OR NEW.cents-OLD.cents IS NOT (SELECT cents FROM posting
      WHERE txn_id=NEW.last_txn AND line=NEW.last_line AND ledger_account_id=NEW.ledger_account_id)
  BEGIN SELECT RAISE(ABORT,'ledger: a balance is moved only by a line'); END;
CREATE TRIGGER balance_is_not_deleted BEFORE DELETE ON balance
  BEGIN SELECT RAISE(ABORT,'ledger: a balance is never deleted'); END;

-- A seal: in order, over two or more lines that add to zero; a reversal mirrors its target, account by account.
CREATE TRIGGER seal_in_order BEFORE INSERT ON seal BEGIN
  SELECT CASE
    WHEN NEW.txn_id IS NOT (SELECT ifnull(max(txn_id),0)+1 FROM seal)
      THEN RAISE(ABORT,'ledger: transactions are sealed in order, once')
    WHEN NOT EXISTS(SELECT 1 FROM txn WHERE id=NEW.txn_id)
      THEN RAISE(ABORT,'ledger: a seal belongs to a transaction')
    WHEN NOT (SELECT count(*)>=2 AND sum(cents)=0 FROM posting WHERE txn_id=NEW.txn_id)
      THEN RAISE(ABORT,'ledger: a transaction has two or more lines that add to zero')
  END;
END;
CREATE TRIGGER seal_of_a_reversal BEFORE INSERT ON seal
  WHEN (SELECT reverses FROM txn WHERE id=NEW.txn_id) IS NOT NULL
   AND EXISTS(SELECT 1 FROM posting WHERE txn_id IN(NEW.txn_id,(SELECT reverses FROM txn WHERE id=NEW.txn_id))
              GROUP BY ledger_account_id HAVING sum(cents)<>0)
  BEGIN SELECT RAISE(ABORT,'ledger: a reversal mirrors its target exactly'); END;
CREATE TRIGGER seal_is_not_changed BEFORE UPDATE ON seal
  BEGIN SELECT RAISE(ABORT,'ledger: a seal is never changed'); END;
CREATE TRIGGER seal_is_not_deleted BEFORE DELETE ON seal
  BEGIN SELECT RAISE(ABORT,'ledger: a seal is never deleted'); END;

-- A ledger account keeps what it is.
CREATE TRIGGER ledger_account_is_not_changed BEFORE UPDATE ON ledger_account
  BEGIN SELECT RAISE(ABORT,'ledger: a ledger account is never changed'); END;
CREATE TRIGGER ledger_account_is_not_deleted BEFORE DELETE ON ledger_account
  BEGIN SELECT RAISE(ABORT,'ledger: a ledger account is never deleted'); END;
CREATE TRIGGER ledger_account_is_not_replaced BEFORE INSERT ON ledger_account
  WHEN EXISTS(SELECT 1 FROM ledger_account WHERE id=NEW.id)
    OR EXISTS(SELECT 1 FROM ledger_account WHERE kind=NEW.kind AND account_id IS NEW.account_id AND name=NEW.name)
  BEGIN SELECT RAISE(ABORT,'ledger: a ledger account is never replaced'); END;

-- A book: opened once, closed once, when everything in it is sealed.
CREATE TRIGGER book_opens_once BEFORE INSERT ON book
  WHEN NEW.closed_at IS NOT NULL OR NEW.closed_by IS NOT NULL
    OR EXISTS(SELECT 1 FROM book WHERE id=NEW.id)
    OR EXISTS(SELECT 1 FROM book WHERE ifnull(office_id,0)=ifnull(NEW.office_id,0) AND day=NEW.day)
  BEGIN SELECT RAISE(ABORT,'ledger: a book is opened once'); END;
CREATE TRIGGER book_closes_once BEFORE UPDATE ON book
  WHEN OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
    OR (NEW.id,NEW.office_id,NEW.day,NEW.opened_at) IS NOT (OLD.id,OLD.office_id,OLD.day,OLD.opened_at)
    OR (SELECT max(id) FROM txn) IS NOT (SELECT max(txn_id) FROM seal)
  BEGIN SELECT RAISE(ABORT,'ledger: a book is closed once, and changes in no other way'); END;
CREATE TRIGGER book_is_not_deleted BEFORE DELETE ON book
  BEGIN SELECT RAISE(ABORT,'ledger: a book is never deleted'); END;

-- Reads and charges: a revision follows the one before it (so none is replaced); what was is kept.
CREATE TRIGGER reading_in_order BEFORE INSERT ON reading
  WHEN NEW.revision IS NOT (SELECT ifnull(max(revision),0)+1 FROM reading
      WHERE account_id=NEW.account_id AND day=NEW.day AND role=NEW.role)
    OR EXISTS(SELECT 1 FROM reading WHERE id=NEW.id)
  BEGIN SELECT RAISE(ABORT,'ledger: a read takes the next revision of its day, and is never replaced'); END;
CREATE TRIGGER reading_is_not_changed BEFORE UPDATE ON reading
  BEGIN SELECT RAISE(ABORT,'ledger: a read is never changed'); END;
CREATE TRIGGER reading_is_not_deleted BEFORE DELETE ON reading
  BEGIN SELECT RAISE(ABORT,'ledger: a read is never deleted'); END;
CREATE TRIGGER charge_in_order BEFORE INSERT ON charge
  WHEN NEW.revision IS NOT (SELECT ifnull(max(revision),0)+1 FROM charge
      WHERE account_id=NEW.account_id AND service_day=NEW.service_day)
  BEGIN SELECT RAISE(ABORT,'ledger: a charge takes the next revision of its day, and is never replaced'); END;
CREATE TRIGGER charge_is_not_changed BEFORE UPDATE ON charge
  BEGIN SELECT RAISE(ABORT,'ledger: a charge is never changed'); END;
CREATE TRIGGER charge_is_not_deleted BEFORE DELETE ON charge
  BEGIN SELECT RAISE(ABORT,'ledger: a charge is never deleted'); END;

-- A receipt: numbered without a gap in its series; its lines are written with it, never later.
CREATE TRIGGER receipt_in_order BEFORE INSERT ON receipt
  WHEN NEW.seq IS NOT (SELECT ifnull(max(seq),0)+1 FROM receipt WHERE series=NEW.series)
    OR EXISTS(SELECT 1 FROM receipt WHERE id=NEW.id) OR EXISTS(SELECT 1 FROM receipt WHERE number=NEW.number)
  BEGIN SELECT RAISE(ABORT,'ledger: a receipt takes the next number of its series, and is never replaced'); END;
CREATE TRIGGER receipt_is_not_changed BEFORE UPDATE ON receipt
  BEGIN SELECT RAISE(ABORT,'ledger: a receipt is never changed'); END;
CREATE TRIGGER receipt_is_not_deleted BEFORE DELETE ON receipt
  BEGIN SELECT RAISE(ABORT,'ledger: a receipt is never deleted'); END;
CREATE TRIGGER receipt_tender_in_order BEFORE INSERT ON receipt_tender
  WHEN NEW.receipt_id IS NOT (SELECT max(id) FROM receipt)
    OR NEW.line IS NOT (SELECT ifnull(max(line),0)+1 FROM receipt_tender WHERE receipt_id=NEW.receipt_id)
    OR NEW.cents+(SELECT ifnull(sum(cents),0) FROM receipt_tender WHERE receipt_id=NEW.receipt_id)
       >(SELECT cents FROM receipt WHERE id=NEW.receipt_id)
  BEGIN SELECT RAISE(ABORT,'ledger: a tender is written with its receipt, and never more than its amount'); END;
CREATE TRIGGER receipt_tender_is_not_changed BEFORE UPDATE ON receipt_tender
  BEGIN SELECT RAISE(ABORT,'ledger: a tender is never changed'); END;
CREATE TRIGGER receipt_tender_is_not_deleted BEFORE DELETE ON receipt_tender
  BEGIN SELECT RAISE(ABORT,'ledger: a tender is never deleted'); END;
CREATE TRIGGER receipt_allocation_in_order BEFORE INSERT ON receipt_allocation
  WHEN NEW.receipt_id IS NOT (SELECT max(id) FROM receipt)
    OR NEW.line IS NOT (SELECT ifnull(max(line),0)+1 FROM receipt_allocation WHERE receipt_id=NEW.receipt_id)
  BEGIN SELECT RAISE(ABORT,'ledger: where a receipt went is written with it, and never replaced'); END;
CREATE TRIGGER receipt_allocation_is_not_changed BEFORE UPDATE ON receipt_allocation
  BEGIN SELECT RAISE(ABORT,'ledger: where a receipt went is never changed'); END;
CREATE TRIGGER receipt_allocation_is_not_deleted BEFORE DELETE ON receipt_allocation
  BEGIN SELECT RAISE(ABORT,'ledger: where a receipt went is never deleted'); END;

-- A drawer: opened once a day by its operator, closed once.
CREATE TRIGGER drawer_opens_once BEFORE INSERT ON drawer
  WHEN NEW.closed_at IS NOT NULL OR NEW.closed_by IS NOT NULL
    OR EXISTS(SELECT 1 FROM drawer WHERE id=NEW.id)
    OR EXISTS(SELECT 1 FROM drawer WHERE operator_id=NEW.operator_id AND office_id=NEW.office_id
              AND book_id=NEW.book_id AND closed_at IS NULL)
  BEGIN SELECT RAISE(ABORT,'ledger: a drawer is opened once'); END;
CREATE TRIGGER drawer_closes_once BEFORE UPDATE ON drawer
  WHEN OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
    OR (NEW.id,NEW.office_id,NEW.operator_id,NEW.book_id,NEW.opened_at,NEW.float_cents,NEW.by_itself)
       IS NOT (OLD.id,OLD.office_id,OLD.operator_id,OLD.book_id,OLD.opened_at,OLD.float_cents,OLD.by_itself)
  BEGIN SELECT RAISE(ABORT,'ledger: a drawer is closed once, and changes in no other way'); END;
CREATE TRIGGER drawer_is_not_deleted BEFORE DELETE ON drawer
  BEGIN SELECT RAISE(ABORT,'ledger: a drawer is never deleted'); END;

-- What waits for one decision, and takes one: an approval, a hold, a pledge, a matter on the attention list.
CREATE TRIGGER approval_is_asked_once BEFORE INSERT ON approval
  WHEN NEW.outcome IS NOT NULL OR EXISTS(SELECT 1 FROM approval WHERE id=NEW.id)
    OR EXISTS(SELECT 1 FROM approval WHERE key=NEW.key)
  BEGIN SELECT RAISE(ABORT,'ledger: an approval is asked once'); END;
CREATE TRIGGER approval_is_decided_once BEFORE UPDATE ON approval
  WHEN OLD.outcome IS NOT NULL OR NEW.outcome IS NULL OR NEW.decided_by IS NULL
    OR (NEW.id,NEW.act,NEW.text,NEW.content,NEW.key,NEW.maker_id,NEW.office_id,NEW.at)
       IS NOT (OLD.id,OLD.act,OLD.text,OLD.content,OLD.key,OLD.maker_id,OLD.office_id,OLD.at)
  BEGIN SELECT RAISE(ABORT,'ledger: an approval is decided once, and changes in no other way'); END;
CREATE TRIGGER approval_is_not_deleted BEFORE DELETE ON approval
  BEGIN SELECT RAISE(ABORT,'ledger: an approval is never deleted'); END;
CREATE TRIGGER hold_begins_once BEFORE INSERT ON hold
  WHEN NEW.lifted_at IS NOT NULL OR EXISTS(SELECT 1 FROM hold WHERE id=NEW.id)
  BEGIN SELECT RAISE(ABORT,'ledger: a hold is entered once'); END;
CREATE TRIGGER hold_is_lifted_once BEFORE UPDATE ON hold
  WHEN OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL OR NEW.lifted_by IS NULL
    OR (NEW.id,NEW.account_id,NEW.kind,NEW.stops,NEW.from_day,NEW.until_day,NEW.reason,NEW.at,NEW.operator_id)
       IS NOT (OLD.id,OLD.account_id,OLD.kind,OLD.stops,OLD.from_day,OLD.until_day,OLD.reason,OLD.at,OLD.operator_id)
  BEGIN SELECT RAISE(ABORT,'ledger: a hold is lifted once, and changes in no other way'); END;
CREATE TRIGGER hold_is_not_deleted BEFORE DELETE ON hold
  BEGIN SELECT RAISE(ABORT,'ledger: a hold is never deleted'); END;
CREATE TRIGGER pledge_is_entered_once BEFORE INSERT ON pledge
  WHEN NEW.received_at IS NOT NULL OR NEW.receipt_id IS NOT NULL OR EXISTS(SELECT 1 FROM pledge WHERE id=NEW.id)
  BEGIN SELECT RAISE(ABORT,'ledger: a pledge is entered once'); END;
CREATE TRIGGER pledge_is_received_once BEFORE UPDATE ON pledge
  WHEN OLD.received_at IS NOT NULL OR NEW.received_at IS NULL OR NEW.receipt_id IS NULL
    OR (NEW.id,NEW.account_id,NEW.agency,NEW.government,NEW.cents,NEW.until_day,NEW.arrears_only,NEW.at,NEW.operator_id)
       IS NOT (OLD.id,OLD.account_id,OLD.agency,OLD.government,OLD.cents,OLD.until_day,OLD.arrears_only,OLD.at,
               OLD.operator_id)
  BEGIN SELECT RAISE(ABORT,'ledger: a pledge is received once, and changes in no other way'); END;
CREATE TRIGGER pledge_is_not_deleted BEFORE DELETE ON pledge
  BEGIN SELECT RAISE(ABORT,'ledger: a pledge is never deleted'); END;
CREATE TRIGGER attention_is_not_replaced BEFORE INSERT ON attention
  WHEN EXISTS(SELECT 1 FROM attention WHERE id=NEW.id)
    OR EXISTS(SELECT 1 FROM attention WHERE ifnull(account_id,0)=ifnull(NEW.account_id,0) AND code=NEW.code
              AND cleared_at IS NULL)
  BEGIN SELECT RAISE(IGNORE); END; -- a matter that is open already stays as it is
CREATE TRIGGER attention_is_cleared_once BEFORE UPDATE ON attention
  WHEN OLD.cleared_at IS NOT NULL OR NEW.cleared_at IS NULL
    OR (NEW.id,NEW.account_id,NEW.day,NEW.code,NEW.text,NEW.at)
       IS NOT (OLD.id,OLD.account_id,OLD.day,OLD.code,OLD.text,OLD.at)
  BEGIN SELECT RAISE(ABORT,'ledger: a matter is cleared once, and changes in no other way'); END;
CREATE TRIGGER attention_is_not_deleted BEFORE DELETE ON attention
  BEGIN SELECT RAISE(ABORT,'ledger: a matter on the attention list is never deleted'); END;

-- The morning's list and the switch: what was decided on is kept; a command that ended stays ended.
CREATE TRIGGER arrival_is_noted_once BEFORE INSERT ON arrival
  WHEN EXISTS(SELECT 1 FROM arrival WHERE day=NEW.day AND what=NEW.what)
  BEGIN SELECT RAISE(IGNORE); END; -- the first arrival stands
CREATE TRIGGER arrival_is_not_changed BEFORE UPDATE ON arrival
  BEGIN SELECT RAISE(ABORT,'ledger: an arrival is never changed'); END;
CREATE TRIGGER arrival_is_not_deleted BEFORE DELETE ON arrival
  BEGIN SELECT RAISE(ABORT,'ledger: an arrival is never deleted'); END;
CREATE TRIGGER disconnect_list_is_made_once BEFORE INSERT ON disconnect_list
  WHEN EXISTS(SELECT 1 FROM disconnect_list WHERE day=NEW.day)
  BEGIN SELECT RAISE(ABORT,'ledger: there is one disconnect list a day'); END;
CREATE TRIGGER disconnect_list_goes_on_once BEFORE UPDATE ON disconnect_list
  WHEN (NEW.day,NEW.made_at) IS NOT (OLD.day,OLD.made_at) OR NEW.waits IS NOT NULL
  BEGIN SELECT RAISE(ABORT,'ledger: a disconnect list can only be let go on'); END;
CREATE TRIGGER disconnect_list_is_not_deleted BEFORE DELETE ON disconnect_list
  BEGIN SELECT RAISE(ABORT,'ledger: a disconnect list is never deleted'); END;
CREATE TRIGGER list_row_is_not_replaced BEFORE INSERT ON list_row
  WHEN EXISTS(SELECT 1 FROM list_row WHERE day=NEW.day AND account_id=NEW.account_id)
  BEGIN SELECT RAISE(ABORT,'ledger: a row of a disconnect list is never replaced'); END;
CREATE TRIGGER list_row_keeps_its_grounds BEFORE UPDATE ON list_row
  WHEN (NEW.day,NEW.account_id,NEW.balance_cents,NEW.last_read_day,NEW.releasable,NEW.gates)
       IS NOT (OLD.day,OLD.account_id,OLD.balance_cents,OLD.last_read_day,OLD.releasable,OLD.gates)
  BEGIN SELECT RAISE(ABORT,'ledger: what a row of a disconnect list stands on is never changed'); END;
CREATE TRIGGER list_row_is_not_deleted BEFORE DELETE ON list_row
  BEGIN SELECT RAISE(ABORT,'ledger: a row of a disconnect list is never deleted'); END;
CREATE TRIGGER switch_command_is_not_replaced BEFORE INSERT ON switch_command
  WHEN EXISTS(SELECT 1 FROM switch_command WHERE id=NEW.id) OR EXISTS(SELECT 1 FROM switch_command WHERE tx=NEW.tx)
  BEGIN SELECT RAISE(ABORT,'ledger: a switch command is never replaced'); END;
CREATE TRIGGER switch_command_stays_ended BEFORE UPDATE ON switch_command
  WHEN OLD.status IN('done','refused','expired','cancelled')
   AND (NEW.status,NEW.done_at) IS NOT (OLD.status,OLD.done_at)
  BEGIN SELECT RAISE(ABORT,'ledger: a switch command that ended stays ended'); END;
CREATE TRIGGER switch_command_keeps_its_grounds BEFORE UPDATE ON switch_command
  WHEN (NEW.id,NEW.tx,NEW.account_id,NEW.meter_id,NEW.command,NEW.cause,NEW.reason,NEW.evidence,NEW.queued_at,
        NEW.not_after,NEW.operator_id)
       IS NOT (OLD.id,OLD.tx,OLD.account_id,OLD.meter_id,OLD.command,OLD.cause,OLD.reason,OLD.evidence,OLD.queued_at,
        OLD.not_after,OLD.operator_id)
  BEGIN SELECT RAISE(ABORT,'ledger: what a switch command stands on is never changed'); END;
CREATE TRIGGER switch_command_is_not_deleted BEFORE DELETE ON switch_command
  BEGIN SELECT RAISE(ABORT,'ledger: a switch command is never deleted'); END;
CREATE TRIGGER link_counter_begins_once BEFORE INSERT ON link_counter
  WHEN EXISTS(SELECT 1 FROM link_counter WHERE link=NEW.link AND next>NEW.next)
  BEGIN SELECT RAISE(ABORT,'ledger: an invocation counter never goes back'); END;
CREATE TRIGGER link_counter_goes_on BEFORE UPDATE ON link_counter WHEN NEW.link<>OLD.link OR NEW.next<OLD.next
  BEGIN SELECT RAISE(ABORT,'ledger: an invocation counter never goes back'); END;
CREATE TRIGGER link_counter_is_not_deleted BEFORE DELETE ON link_counter
  BEGIN SELECT RAISE(ABORT,'ledger: an invocation counter is never deleted'); END;
CREATE TRIGGER notice_is_not_replaced BEFORE INSERT ON notice WHEN EXISTS(SELECT 1 FROM notice WHERE id=NEW.id)
  BEGIN SELECT RAISE(ABORT,'ledger: a notice is never replaced'); END;
CREATE TRIGGER notice_keeps_what_it_says BEFORE UPDATE ON notice
  WHEN (NEW.id,NEW.account_id,NEW.event,NEW.level,NEW.channel,NEW.address,NEW.text,NEW.made_at)
       IS NOT (OLD.id,OLD.account_id,OLD.event,OLD.level,OLD.channel,OLD.address,OLD.text,OLD.made_at)
    OR ((OLD.status='sent' OR OLD.sent_at IS NOT NULL)
        AND (NEW.status NOT IN('sent','failed') OR NEW.sent_at IS NOT OLD.sent_at))
  BEGIN SELECT RAISE(ABORT,'ledger: what a notice says, and that it left, is never changed'); END;
CREATE TRIGGER notice_is_not_deleted BEFORE DELETE ON notice
  BEGIN SELECT RAISE(ABORT,'ledger: a notice is never deleted'); END;

-- People and things keep who they are. Values are compared, not the columns named: `UPDATE … SET rowid=` names none.
-- Only where a million rows are updated a day are all four names of the key named instead.
CREATE TRIGGER store_fact_stands BEFORE INSERT ON store_fact
  WHEN NEW.name IN('practice','store_id')
   AND EXISTS(SELECT 1 FROM store_fact WHERE name=NEW.name AND value<>NEW.value)
  BEGIN SELECT RAISE(ABORT,'ledger: whether a store is for practice, and its id, are never changed'); END;
CREATE TRIGGER store_fact_is_not_changed BEFORE UPDATE ON store_fact
  WHEN NEW.name<>OLD.name OR (OLD.name IN('practice','store_id') AND NEW.value<>OLD.value)
  BEGIN SELECT RAISE(ABORT,'ledger: whether a store is for practice, and its id, are never changed'); END;
CREATE TRIGGER store_fact_is_not_deleted BEFORE DELETE ON store_fact
  BEGIN SELECT RAISE(ABORT,'ledger: a fact of the store is never deleted'); END;
CREATE TRIGGER office_is_not_replaced BEFORE INSERT ON office
  WHEN EXISTS(SELECT 1 FROM office WHERE id=NEW.id) OR EXISTS(SELECT 1 FROM office WHERE name=NEW.name OR code=NEW.code)
  BEGIN SELECT RAISE(ABORT,'ledger: an office is never replaced'); END;
CREATE TRIGGER office_keeps_its_code BEFORE UPDATE ON office
  WHEN (NEW.id,NEW.code) IS NOT (OLD.id,OLD.code) OR EXISTS(SELECT 1 FROM office WHERE name=NEW.name AND id<>OLD.id)
  BEGIN SELECT RAISE(ABORT,'ledger: an office keeps its code, and its name is its own'); END;
CREATE TRIGGER office_is_not_deleted BEFORE DELETE ON office
  BEGIN SELECT RAISE(ABORT,'ledger: an office is never deleted'); END;
CREATE TRIGGER operator_is_not_replaced BEFORE INSERT ON operator
  WHEN EXISTS(SELECT 1 FROM operator WHERE id=NEW.id) OR EXISTS(SELECT 1 FROM operator WHERE name=NEW.name)
  BEGIN SELECT RAISE(ABORT,'ledger: an operator is never replaced'); END;
CREATE TRIGGER operator_keeps_their_role BEFORE UPDATE ON operator
  WHEN (NEW.id,NEW.name,NEW.role,NEW.added_at) IS NOT (OLD.id,OLD.name,OLD.role,OLD.added_at)
  BEGIN SELECT RAISE(ABORT,'ledger: an operator keeps name and role: only the PIN and the access may change'); END;
CREATE TRIGGER operator_is_not_deleted BEFORE DELETE ON operator
  BEGIN SELECT RAISE(ABORT,'ledger: an operator is never deleted'); END;
CREATE TRIGGER member_is_not_replaced BEFORE INSERT ON member
  WHEN EXISTS(SELECT 1 FROM member WHERE id=NEW.id) OR EXISTS(SELECT 1 FROM member WHERE number=NEW.number)
  BEGIN SELECT RAISE(ABORT,'ledger: a member is never replaced'); END;
CREATE TRIGGER member_keeps_the_number BEFORE UPDATE ON member
  WHEN (NEW.id,NEW.number,NEW.joined_on) IS NOT (OLD.id,OLD.number,OLD.joined_on)
  BEGIN SELECT RAISE(ABORT,'ledger: a member keeps the number'); END;
CREATE TRIGGER member_is_not_deleted BEFORE DELETE ON member
  BEGIN SELECT RAISE(ABORT,'ledger: a member is never deleted'); END;
CREATE TRIGGER account_is_not_replaced BEFORE INSERT ON account
  WHEN EXISTS(SELECT 1 FROM account WHERE id=NEW.id) OR EXISTS(SELECT 1 FROM account WHERE number=NEW.number)
  BEGIN SELECT RAISE(ABORT,'ledger: an account is never replaced'); END;
CREATE TRIGGER account_keeps_its_number BEFORE UPDATE ON account
  WHEN (NEW.id,NEW.number,NEW.member_id,NEW.opened_at,NEW.opened_on,NEW.joined_as,NEW.moved_from)
       IS NOT (OLD.id,OLD.number,OLD.member_id,OLD.opened_at,OLD.opened_on,OLD.joined_as,OLD.moved_from)
  BEGIN SELECT RAISE(ABORT,'ledger: an account keeps its number, its member and its beginning'); END;
CREATE TRIGGER account_is_not_deleted BEFORE DELETE ON account
  BEGIN SELECT RAISE(ABORT,'ledger: an account is never deleted'); END;
CREATE TRIGGER account_option_is_not_replaced BEFORE INSERT ON account_option
  WHEN EXISTS(SELECT 1 FROM account_option WHERE account_id=NEW.account_id AND kind=NEW.kind AND name=NEW.name
              AND from_day=NEW.from_day)
  BEGIN SELECT RAISE(ABORT,'ledger: an add-on or exemption is never replaced'); END;
CREATE TRIGGER account_option_ends_once BEFORE UPDATE ON account_option
  WHEN OLD.to_day IS NOT NULL OR NEW.to_day IS NULL
    OR (NEW.account_id,NEW.kind,NEW.name,NEW.from_day) IS NOT (OLD.account_id,OLD.kind,OLD.name,OLD.from_day)
  BEGIN SELECT RAISE(ABORT,'ledger: an add-on or exemption ends once, and changes in no other way'); END;
CREATE TRIGGER account_option_is_not_deleted BEFORE DELETE ON account_option
  BEGIN SELECT RAISE(ABORT,'ledger: an add-on or exemption is never deleted'); END;
CREATE TRIGGER standing_is_not_replaced BEFORE INSERT ON standing
  WHEN EXISTS(SELECT 1 FROM standing WHERE account_id=NEW.account_id)
  BEGIN SELECT RAISE(ABORT,'ledger: where an account stands is never replaced'); END;
CREATE TRIGGER standing_keeps_its_account BEFORE UPDATE OF account_id, rowid, oid, _rowid_ ON standing
  BEGIN SELECT RAISE(ABORT,'ledger: where an account stands is its own'); END;
CREATE TRIGGER standing_is_not_deleted BEFORE DELETE ON standing
  BEGIN SELECT RAISE(ABORT,'ledger: where an account stands is never deleted'); END;
CREATE TRIGGER meter_is_not_replaced BEFORE INSERT ON meter
  WHEN EXISTS(SELECT 1 FROM meter WHERE id=NEW.id)
    OR (NEW.to_day IS NULL AND EXISTS(SELECT 1 FROM meter WHERE number=NEW.number AND to_day IS NULL))
  BEGIN SELECT RAISE(ABORT,'ledger: a meter is in service once, and never replaced'); END;
CREATE TRIGGER meter_ends_once BEFORE UPDATE ON meter
  WHEN OLD.to_day IS NOT NULL OR NEW.to_day IS NULL
    OR (NEW.id,NEW.account_id,NEW.number,NEW.digits,NEW.link,NEW.from_day)
       IS NOT (OLD.id,OLD.account_id,OLD.number,OLD.digits,OLD.link,OLD.from_day)
  BEGIN SELECT RAISE(ABORT,'ledger: a meter ends once, and changes in no other way'); END;
CREATE TRIGGER meter_is_not_deleted BEFORE DELETE ON meter
  BEGIN SELECT RAISE(ABORT,'ledger: a meter is never deleted'); END;

-- What is only ever appended.
CREATE TRIGGER act_is_not_changed BEFORE UPDATE ON act
  BEGIN SELECT RAISE(ABORT,'ledger: an act that was done is never changed'); END;
CREATE TRIGGER act_is_not_deleted BEFORE DELETE ON act
  BEGIN SELECT RAISE(ABORT,'ledger: an act that was done is never deleted'); END;
CREATE TRIGGER act_is_not_replaced BEFORE INSERT ON act WHEN EXISTS(SELECT 1 FROM act WHERE key=NEW.key)
  BEGIN SELECT RAISE(ABORT,'ledger: an act that was done is never replaced'); END;
CREATE TRIGGER terms_version_is_not_changed BEFORE UPDATE ON terms_version
  BEGIN SELECT RAISE(ABORT,'ledger: a version of the terms is never changed'); END;
CREATE TRIGGER terms_version_is_not_deleted BEFORE DELETE ON terms_version
  BEGIN SELECT RAISE(ABORT,'ledger: a version of the terms is never deleted'); END;
CREATE TRIGGER terms_version_is_not_replaced BEFORE INSERT ON terms_version
  WHEN EXISTS(SELECT 1 FROM terms_version WHERE id=NEW.id)
    OR EXISTS(SELECT 1 FROM terms_version WHERE from_day=NEW.from_day)
  BEGIN SELECT RAISE(ABORT,'ledger: a version of the terms is never replaced'); END;
CREATE TRIGGER price_change_is_not_changed BEFORE UPDATE ON price_change
  BEGIN SELECT RAISE(ABORT,'ledger: a price that was entered is never changed'); END;
CREATE TRIGGER price_change_is_not_deleted BEFORE DELETE ON price_change
  BEGIN SELECT RAISE(ABORT,'ledger: a price that was entered is never deleted'); END;
CREATE TRIGGER price_change_is_not_replaced BEFORE INSERT ON price_change
  WHEN EXISTS(SELECT 1 FROM price_change WHERE id=NEW.id)
  BEGIN SELECT RAISE(ABORT,'ledger: a price that was entered is never replaced'); END;
CREATE TRIGGER member_change_is_not_changed BEFORE UPDATE ON member_change
  BEGIN SELECT RAISE(ABORT,'ledger: a change that was recorded is never changed'); END;
CREATE TRIGGER member_change_is_not_deleted BEFORE DELETE ON member_change
  BEGIN SELECT RAISE(ABORT,'ledger: a change that was recorded is never deleted'); END;
CREATE TRIGGER member_change_is_not_replaced BEFORE INSERT ON member_change
  WHEN EXISTS(SELECT 1 FROM member_change WHERE id=NEW.id)
  BEGIN SELECT RAISE(ABORT,'ledger: a change that was recorded is never replaced'); END;
CREATE TRIGGER status_change_is_not_changed BEFORE UPDATE ON status_change
  BEGIN SELECT RAISE(ABORT,'ledger: a status that was recorded is never changed'); END;
CREATE TRIGGER status_change_is_not_deleted BEFORE DELETE ON status_change
  BEGIN SELECT RAISE(ABORT,'ledger: a status that was recorded is never deleted'); END;
CREATE TRIGGER status_change_is_not_replaced BEFORE INSERT ON status_change
  WHEN EXISTS(SELECT 1 FROM status_change WHERE id=NEW.id)
  BEGIN SELECT RAISE(ABORT,'ledger: a status that was recorded is never replaced'); END;
CREATE TRIGGER power_seen_is_not_changed BEFORE UPDATE ON power_seen
  BEGIN SELECT RAISE(ABORT,'ledger: a switch state that was seen is never changed'); END;
CREATE TRIGGER power_seen_is_not_deleted BEFORE DELETE ON power_seen
  BEGIN SELECT RAISE(ABORT,'ledger: a switch state that was seen is never deleted'); END;
CREATE TRIGGER power_seen_is_not_replaced BEFORE INSERT ON power_seen
  WHEN EXISTS(SELECT 1 FROM power_seen WHERE id=NEW.id)
  BEGIN SELECT RAISE(ABORT,'ledger: a switch state that was seen is never replaced'); END;
CREATE TRIGGER true_up_is_not_changed BEFORE UPDATE ON true_up
  BEGIN SELECT RAISE(ABORT,'ledger: a true-up is never changed'); END;
CREATE TRIGGER true_up_is_not_deleted BEFORE DELETE ON true_up
  BEGIN SELECT RAISE(ABORT,'ledger: a true-up is never deleted'); END;
CREATE TRIGGER true_up_is_not_replaced BEFORE INSERT ON true_up
  WHEN EXISTS(SELECT 1 FROM true_up WHERE account_id=NEW.account_id AND month=NEW.month AND revision=NEW.revision)
  BEGIN SELECT RAISE(ABORT,'ledger: a true-up is never replaced'); END;
CREATE TRIGGER drawer_movement_is_not_changed BEFORE UPDATE ON drawer_movement
  BEGIN SELECT RAISE(ABORT,'ledger: a drawer movement is never changed'); END;
CREATE TRIGGER drawer_movement_is_not_deleted BEFORE DELETE ON drawer_movement
  BEGIN SELECT RAISE(ABORT,'ledger: a drawer movement is never deleted'); END;
CREATE TRIGGER drawer_movement_is_not_replaced BEFORE INSERT ON drawer_movement
  WHEN EXISTS(SELECT 1 FROM drawer_movement WHERE id=NEW.id)
  BEGIN SELECT RAISE(ABORT,'ledger: a drawer movement is never replaced'); END;
CREATE TRIGGER drawer_count_is_not_changed BEFORE UPDATE ON drawer_count
  BEGIN SELECT RAISE(ABORT,'ledger: a count of a drawer is never changed'); END;
CREATE TRIGGER drawer_count_is_not_deleted BEFORE DELETE ON drawer_count
  BEGIN SELECT RAISE(ABORT,'ledger: a count of a drawer is never deleted'); END;
CREATE TRIGGER drawer_count_is_not_replaced BEFORE INSERT ON drawer_count
  WHEN EXISTS(SELECT 1 FROM drawer_count WHERE drawer_id=NEW.drawer_id AND ordinal=NEW.ordinal)
  BEGIN SELECT RAISE(ABORT,'ledger: a count of a drawer is never replaced'); END;
CREATE TRIGGER receipt_undone_is_not_changed BEFORE UPDATE ON receipt_undone
  BEGIN SELECT RAISE(ABORT,'ledger: what became of a receipt is never changed'); END;
CREATE TRIGGER receipt_undone_is_not_deleted BEFORE DELETE ON receipt_undone
  BEGIN SELECT RAISE(ABORT,'ledger: what became of a receipt is never deleted'); END;
CREATE TRIGGER receipt_undone_is_not_replaced BEFORE INSERT ON receipt_undone
  WHEN EXISTS(SELECT 1 FROM receipt_undone WHERE receipt_id=NEW.receipt_id)
  BEGIN SELECT RAISE(ABORT,'ledger: what became of a receipt is never replaced'); END;
CREATE TRIGGER bank_deposit_is_not_changed BEFORE UPDATE ON bank_deposit
  BEGIN SELECT RAISE(ABORT,'ledger: a bank deposit is never changed'); END;
CREATE TRIGGER bank_deposit_is_not_deleted BEFORE DELETE ON bank_deposit
  BEGIN SELECT RAISE(ABORT,'ledger: a bank deposit is never deleted'); END;
CREATE TRIGGER bank_deposit_is_not_replaced BEFORE INSERT ON bank_deposit
  WHEN EXISTS(SELECT 1 FROM bank_deposit WHERE id=NEW.id)
    OR EXISTS(SELECT 1 FROM bank_deposit WHERE office_id=NEW.office_id AND bag=NEW.bag)
  BEGIN SELECT RAISE(ABORT,'ledger: a bank deposit is never replaced'); END;
CREATE TRIGGER day_close_is_not_changed BEFORE UPDATE ON day_close
  BEGIN SELECT RAISE(ABORT,'ledger: the close of a day is never changed'); END;
CREATE TRIGGER day_close_is_not_deleted BEFORE DELETE ON day_close
  BEGIN SELECT RAISE(ABORT,'ledger: the close of a day is never deleted'); END;
CREATE TRIGGER day_close_is_not_replaced BEFORE INSERT ON day_close
  WHEN EXISTS(SELECT 1 FROM day_close WHERE book_id=NEW.book_id)
  BEGIN SELECT RAISE(ABORT,'ledger: the close of a day is never replaced'); END;
CREATE TRIGGER taken_in_is_not_changed BEFORE UPDATE ON taken_in
  BEGIN SELECT RAISE(ABORT,'ledger: a row that was taken in is never changed'); END;
CREATE TRIGGER taken_in_is_not_deleted BEFORE DELETE ON taken_in
  BEGIN SELECT RAISE(ABORT,'ledger: a row that was taken in is never deleted'); END;
CREATE TRIGGER taken_in_is_not_replaced BEFORE INSERT ON taken_in
  WHEN EXISTS(SELECT 1 FROM taken_in WHERE kind=NEW.kind AND source=NEW.source)
  BEGIN SELECT RAISE(ABORT,'ledger: a row that was taken in is never replaced'); END;
CREATE TRIGGER note_is_not_changed BEFORE UPDATE ON note
  BEGIN SELECT RAISE(ABORT,'ledger: a note is never changed'); END;
CREATE TRIGGER note_is_not_deleted BEFORE DELETE ON note
  BEGIN SELECT RAISE(ABORT,'ledger: a note is never deleted'); END;
CREATE TRIGGER note_is_not_replaced BEFORE INSERT ON note WHEN EXISTS(SELECT 1 FROM note WHERE id=NEW.id)
  BEGIN SELECT RAISE(ABORT,'ledger: a note is never replaced'); END;
CREATE TRIGGER channel_choice_is_not_changed BEFORE UPDATE ON channel_choice
  BEGIN SELECT RAISE(ABORT,'ledger: what a member chose is never changed'); END;
CREATE TRIGGER channel_choice_is_not_deleted BEFORE DELETE ON channel_choice
  BEGIN SELECT RAISE(ABORT,'ledger: what a member chose is never deleted'); END;
CREATE TRIGGER channel_choice_is_not_replaced BEFORE INSERT ON channel_choice
  WHEN EXISTS(SELECT 1 FROM channel_choice WHERE id=NEW.id)
  BEGIN SELECT RAISE(ABORT,'ledger: what a member chose is never replaced'); END;
CREATE TRIGGER forecast_is_not_changed BEFORE UPDATE ON forecast
  BEGIN SELECT RAISE(ABORT,'ledger: a forecast that was entered is never changed'); END;
CREATE TRIGGER forecast_is_not_deleted BEFORE DELETE ON forecast
  BEGIN SELECT RAISE(ABORT,'ledger: a forecast that was entered is never deleted'); END;
CREATE TRIGGER forecast_is_not_replaced BEFORE INSERT ON forecast WHEN EXISTS(SELECT 1 FROM forecast WHERE id=NEW.id)
  BEGIN SELECT RAISE(ABORT,'ledger: a forecast that was entered is never replaced'); END;
CREATE TRIGGER cycle_run_is_not_changed BEFORE UPDATE ON cycle_run
  BEGIN SELECT RAISE(ABORT,'ledger: a run of the cycle is never changed'); END;
CREATE TRIGGER cycle_run_is_not_deleted BEFORE DELETE ON cycle_run
  BEGIN SELECT RAISE(ABORT,'ledger: a run of the cycle is never deleted'); END;
CREATE TRIGGER cycle_run_is_not_replaced BEFORE INSERT ON cycle_run
  WHEN EXISTS(SELECT 1 FROM cycle_run WHERE id=NEW.id)
  BEGIN SELECT RAISE(ABORT,'ledger: a run of the cycle is never replaced'); END;
CREATE TRIGGER switch_step_is_not_changed BEFORE UPDATE ON switch_step
  BEGIN SELECT RAISE(ABORT,'ledger: a step at a switch is never changed'); END;
CREATE TRIGGER switch_step_is_not_deleted BEFORE DELETE ON switch_step
  BEGIN SELECT RAISE(ABORT,'ledger: a step at a switch is never deleted'); END;
CREATE TRIGGER switch_step_is_not_replaced BEFORE INSERT ON switch_step
  WHEN EXISTS(SELECT 1 FROM switch_step WHERE id=NEW.id)
  BEGIN SELECT RAISE(ABORT,'ledger: a step at a switch is never replaced'); END;
CREATE TRIGGER document_is_not_changed BEFORE UPDATE ON document
  BEGIN SELECT RAISE(ABORT,'ledger: a paper that was handed out is never changed'); END;
CREATE TRIGGER document_is_not_deleted BEFORE DELETE ON document
  BEGIN SELECT RAISE(ABORT,'ledger: a paper that was handed out is never deleted'); END;
CREATE TRIGGER document_is_not_replaced BEFORE INSERT ON document WHEN EXISTS(SELECT 1 FROM document WHERE id=NEW.id)
  BEGIN SELECT RAISE(ABORT,'ledger: a paper that was handed out is never replaced'); END;
