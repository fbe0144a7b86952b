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
  status     TEXT NOT NULL CHECK(status IN('waiting','sent','failed')),
  tries      INTEGER NOT NULL DEFAULT 0,
  sent_at    INTEGER,
  detail     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX notice_account ON notice(account_id, id);
CREATE INDEX notice_waiting ON notice(not_before) WHERE status='waiting';

CREATE TABLE alert_level(                -- an alert is sent once when its level is reached, again only after it was above
  account_id INTEGER NOT NULL REFERENCES account(id),
  level      TEXT NOT NULL,
  PRIMARY KEY(account_id, level)
) STRICT, WITHOUT ROWID;

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
