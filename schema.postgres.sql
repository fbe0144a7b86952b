-- Advance Pay Desk: the whole schema as it stands, made from the list of tables in src/ledger/tables.rs.
--
-- Money: integer cents, credits positive. Energy: integer watt-hours. Days: integer civil days since 1970-01-01 in the
-- program's time zone (`…day`, `…_on`). Instants: unix milliseconds UTC (`at`, `…_at`). Texts hold the program's words.
--
-- What begins with `act_id, line` is appended by an act, numbered through it, and sealed with it: never updated, deleted or
-- replaced. Everything else is derived from that, and proven from it.

-- Every act that writes, by the key made when its form opened: a retry finds its first answer here.
CREATE TABLE act(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  key BYTEA NOT NULL CHECK(length(key)=16),
  name TEXT COLLATE "C" NOT NULL,
  content BYTEA NOT NULL CHECK(length(content)=32),
  at BIGINT NOT NULL,
  operator_id BIGINT,
  approver_id BIGINT,
  answer TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(key)
);
CREATE INDEX act_at ON act(at);

-- The chain: one BLAKE3 seal an act, over the seal before and every row that the act wrote.
CREATE TABLE seal(
  act_id BIGINT NOT NULL,
  covers BIGINT NOT NULL,
  hash BYTEA NOT NULL CHECK(length(hash)=32),
  PRIMARY KEY(act_id)
) WITH (fillfactor=50);
CREATE INDEX seal_hash ON seal(hash);
ALTER TABLE act ADD FOREIGN KEY(act_id) REFERENCES seal(act_id) DEFERRABLE INITIALLY DEFERRED;

-- The chain of the first house's transactions, as its day reports printed it; empty in a store made since.
CREATE TABLE old_seal(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  txn_id BIGINT NOT NULL,
  hash BYTEA NOT NULL CHECK(length(hash)=32),
  PRIMARY KEY(act_id, line),
  UNIQUE(txn_id)
);
CREATE INDEX old_seal_hash ON old_seal(hash);

-- Facts and settings of the store; the last one of a name holds.
CREATE TABLE store_fact(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  value TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(act_id, line)
);
CREATE INDEX store_fact_name ON store_fact(name, act_id, line);

CREATE TABLE office(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  code TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(name),
  UNIQUE(code)
);

-- Who works here; the last revision holds. `pin_hash` is argon2; none: no PIN (the scheduler; `practice` in a practice store).
CREATE TABLE operator(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  role TEXT COLLATE "C" NOT NULL CHECK(role IN('csr','supervisor','system')),
  pin_hash TEXT COLLATE "C",
  added_at BIGINT NOT NULL,
  active BIGINT NOT NULL CHECK(active IN(0,1)),
  PRIMARY KEY(act_id, line),
  UNIQUE(id, revision)
);
CREATE INDEX operator_name ON operator(name);

-- PINs that were tried: how many wrong ones in a row, by the last of them; 0: a right one ended the row, or a new PIN did.
-- `by_id`: who signed the call in which it was an approver's.
CREATE TABLE pin_try(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  by_id BIGINT,
  at BIGINT NOT NULL,
  wrong_in_row BIGINT NOT NULL CHECK(wrong_in_row>=0),
  PRIMARY KEY(act_id, line)
);
CREATE INDEX pin_try_operator ON pin_try(operator_id, act_id, line);

-- The store's own copy of the terms: program.toml, agreement and letters (JSON: name to text) as they were loaded.
CREATE TABLE terms_version(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  from_day BIGINT NOT NULL,
  loaded_at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  program TEXT COLLATE "C" NOT NULL,
  agreement TEXT COLLATE "C" NOT NULL,
  letters TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(from_day)
);

CREATE TABLE price_change(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  from_day BIGINT NOT NULL,
  price TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
);

-- What waits for a second person.
CREATE TABLE approval(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  act TEXT COLLATE "C" NOT NULL,
  text TEXT COLLATE "C" NOT NULL,
  content TEXT COLLATE "C" NOT NULL,
  key BYTEA NOT NULL CHECK(length(key)=16),
  maker_id BIGINT NOT NULL,
  office_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(key)
);

CREATE TABLE approval_decided(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  approval_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  outcome TEXT COLLATE "C" NOT NULL CHECK(outcome IN('approved','declined','withdrawn')),
  PRIMARY KEY(act_id, line),
  UNIQUE(approval_id)
);

-- What is open still, so that it is found among everything that ever was: approvals, matters, drawers. `of_id` is the
-- account's or the office's; 0: nobody's.
CREATE TABLE pending(
  kind TEXT COLLATE "C" NOT NULL CHECK(kind IN('approval','attention','drawer')),
  id BIGINT NOT NULL,
  of_id BIGINT NOT NULL,
  code TEXT COLLATE "C" NOT NULL,
  is_open BIGINT NOT NULL CHECK(is_open IN(0,1)),
  PRIMARY KEY(kind, id)
) WITH (fillfactor=50);
CREATE INDEX pending_open ON pending(kind, of_id, code) WHERE is_open=1;

-- The last revision holds; `low_balance_cents` none: the program's threshold.
CREATE TABLE member(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  number TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  phone TEXT COLLATE "C",
  email TEXT COLLATE "C",
  text_phone TEXT COLLATE "C",
  mailing_address TEXT COLLATE "C",
  joint TEXT COLLATE "C",
  authorized TEXT COLLATE "C",
  passphrase TEXT COLLATE "C",
  low_balance_cents BIGINT,
  deceased_at BIGINT,
  joined_on BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id, revision)
);
CREATE INDEX member_number ON member(number);

CREATE TABLE member_change(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  field TEXT COLLATE "C" NOT NULL,
  was TEXT COLLATE "C",
  becomes TEXT COLLATE "C",
  PRIMARY KEY(act_id, line)
);
CREATE INDEX member_change_member ON member_change(member_id);

-- An account and its service. What is billed by and can change is kept by its effective day in the tables below.
CREATE TABLE account(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  number TEXT COLLATE "C" NOT NULL,
  member_id BIGINT NOT NULL,
  office_id BIGINT NOT NULL,
  address TEXT COLLATE "C" NOT NULL,
  class TEXT COLLATE "C" NOT NULL,
  phase TEXT COLLATE "C" NOT NULL,
  tax_area TEXT COLLATE "C",
  estimated_daily_wh BIGINT,
  opened_at BIGINT NOT NULL,
  opened_on BIGINT NOT NULL,
  joined_as TEXT COLLATE "C" NOT NULL CHECK(joined_as IN('new','returning','convert','transfer')),
  moved_from BIGINT,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(number)
);
CREATE INDEX account_member ON account(member_id);

-- Add-ons and exemptions, from a day on.
CREATE TABLE account_option(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK(kind IN('add_on','exempt')),
  name TEXT COLLATE "C" NOT NULL,
  count BIGINT NOT NULL CHECK(count>=1),
  from_day BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(account_id, kind, name, from_day)
);

-- `to_day` is the last day included.
CREATE TABLE account_option_ended(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  from_day BIGINT NOT NULL,
  to_day BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(account_id, kind, name, from_day)
);

-- Where an account stands now. `billed_through` is the last service day that was billed; `estimated_run` the days in a
-- row billed on estimates; `grace_until` the hours a returned payment leaves (C24); `told_…` what notices last looked at
-- (C30); `meter_…` the meter in service.
CREATE TABLE standing(
  account_id BIGINT NOT NULL,
  status TEXT COLLATE "C" NOT NULL CHECK(status IN('active','disconnected','closed','left')),
  disconnected_at BIGINT,
  disconnected_on BIGINT,
  ended_on BIGINT,
  power TEXT COLLATE "C" NOT NULL CHECK(power IN('on','off','armed','unknown')),
  billed_through BIGINT NOT NULL,
  estimated_run BIGINT NOT NULL,
  grace_until BIGINT,
  told_cents BIGINT,
  told_days BIGINT,
  meter_id BIGINT,
  meter_number TEXT COLLATE "C",
  PRIMARY KEY(account_id),
  UNIQUE(meter_number)
) WITH (fillfactor=50);
CREATE INDEX standing_billing ON standing(billed_through) WHERE status IN('active','disconnected');
CREATE INDEX standing_off ON standing(account_id) WHERE status='disconnected';
CREATE INDEX standing_meter ON standing(meter_id);
CREATE INDEX standing_seen_off ON standing(account_id) WHERE status='active' AND power='off';

CREATE TABLE status_change(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  day BIGINT NOT NULL,
  status TEXT COLLATE "C" NOT NULL CHECK(status IN('active','disconnected','closed','left')),
  reason TEXT COLLATE "C" NOT NULL,
  operator_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line)
);
CREATE INDEX status_change_account ON status_change(account_id);

-- Appended when a state that was seen differs from the one before.
CREATE TABLE power_seen(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL CHECK(state IN('on','off','armed')),
  detail TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(act_id, line)
);
CREATE INDEX power_seen_account ON power_seen(account_id, at);

-- `secret_env` is the variable's name; the secret is never here.
CREATE TABLE link(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  url TEXT COLLATE "C" NOT NULL,
  secret_env TEXT COLLATE "C",
  confirmed BIGINT NOT NULL CHECK(confirmed IN(0,1)),
  added_at BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(name)
);

-- DLMS invocation counters: a block is stored before it is used; the last one is where the next begins.
CREATE TABLE link_counter(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  link TEXT COLLATE "C" NOT NULL,
  next BIGINT NOT NULL CHECK(next>=0),
  PRIMARY KEY(act_id, line),
  UNIQUE(link, next)
);

CREATE TABLE meter(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  number TEXT COLLATE "C" NOT NULL,
  digits BIGINT NOT NULL CHECK(digits BETWEEN 3 AND 9),
  link TEXT COLLATE "C" NOT NULL,
  from_day BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
);
CREATE INDEX meter_account ON meter(account_id);
CREATE INDEX meter_number ON meter(number);

-- The day of a meter's final read.
CREATE TABLE meter_ended(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  meter_id BIGINT NOT NULL,
  to_day BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(meter_id)
);

-- The built-in meters of a practice store. A sample member's meter turns by itself: a household's days, shifted and scaled.
CREATE TABLE sim_meter(
  number TEXT COLLATE "C" NOT NULL,
  wh BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL CHECK(state IN('on','off','armed')),
  unreachable BIGINT NOT NULL,
  refuse BIGINT NOT NULL,
  stuck BIGINT NOT NULL,
  lose_reply BIGINT NOT NULL,
  profile_shift BIGINT,
  profile_percent BIGINT,
  turned_through BIGINT,
  PRIMARY KEY(number)
) WITH (fillfactor=50);

-- The co-op's own ledger accounts; ids are multiples of 8. A member's five need no row: account id * 8 + 1 energy,
-- 2 arrears, 3 deposit, 4 membership, 5 refund. `name`: which drawer, income, tax and area, office.
CREATE TABLE own_account(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL CHECK(id%8=0),
  kind TEXT COLLATE "C" NOT NULL CHECK(kind IN('cash','checks','money_orders','cards','external','bank','safe','float','paid_out','check_requests','income','tax','deposit_interest','over_short','standard_billing','written_off')),
  name TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(name, kind)
);

CREATE TABLE balance(
  ledger_account_id BIGINT NOT NULL,
  cents BIGINT NOT NULL DEFAULT 0,
  seq BIGINT NOT NULL DEFAULT 0,
  last_act BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY(ledger_account_id)
) WITH (fillfactor=50);
CREATE INDEX balance_spent ON balance(cents) WHERE cents<=0 AND ledger_account_id%8=1;

-- An office's day; office 0: the store's own. Closed by its `day_close`.
CREATE TABLE book(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  office_id BIGINT NOT NULL,
  day BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(office_id, day)
);
CREATE INDEX book_day ON book(day);

CREATE TABLE txn(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL CHECK(id>=1),
  kind TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  service_day BIGINT,
  book_id BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  approver_id BIGINT,
  memo TEXT COLLATE "C" NOT NULL,
  reverses BIGINT,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(reverses)
);
CREATE INDEX txn_book ON txn(book_id);

-- `daily` is 1 for the lines of a morning's charges: an account's are found by their days, all others by the index.
CREATE TABLE posting(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  txn_id BIGINT NOT NULL,
  ledger_account_id BIGINT NOT NULL,
  cents BIGINT NOT NULL CHECK(cents<>0 AND abs(cents)<=100000000000),
  daily BIGINT,
  PRIMARY KEY(act_id, line)
);
CREATE INDEX posting_account ON posting(ledger_account_id, txn_id) WHERE daily IS NULL;

-- A register read. `cum_wh` is the same point on one continuous register of the account, over rollovers and exchanges;
-- none: never billed (C31). What nearly every read is takes no room: without a `role` it is the morning's, daily, and
-- without a `quality` actual.
CREATE TABLE reading(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  meter_id BIGINT NOT NULL,
  day BIGINT NOT NULL,
  role TEXT COLLATE "C" NOT NULL CHECK(role IN('','start','final')),
  revision BIGINT NOT NULL CHECK(revision>=1),
  wh BIGINT NOT NULL CHECK(wh>=0),
  cum_wh BIGINT,
  quality TEXT COLLATE "C" NOT NULL CHECK(quality IN('','manual','estimated','rejected')),
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  approver_id BIGINT,
  detail TEXT COLLATE "C",
  PRIMARY KEY(act_id, line),
  UNIQUE(day, account_id, role, revision)
);

-- One day's charge. `lines` are cents in the order of the terms' lines; `month_…` the month's Wh and cents by kind before
-- this day; `txn_id` none: it came to nothing; without a `quality` its reads are actual.
CREATE TABLE charge(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  service_day BIGINT NOT NULL,
  revision BIGINT NOT NULL CHECK(revision>=1),
  txn_id BIGINT,
  terms_id BIGINT NOT NULL,
  price_id BIGINT NOT NULL,
  rules_version BIGINT NOT NULL,
  from_cum BIGINT NOT NULL,
  to_cum BIGINT NOT NULL,
  quality TEXT COLLATE "C" NOT NULL CHECK(quality IN('','spread','estimated','manual')),
  off_all_day BIGINT NOT NULL CHECK(off_all_day IN(0,1)),
  month_wh BIGINT NOT NULL,
  month_energy BIGINT NOT NULL,
  month_per_kwh BIGINT NOT NULL,
  month_monthly BIGINT NOT NULL,
  month_add_on BIGINT NOT NULL,
  lines TEXT COLLATE "C" NOT NULL,
  cents BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(service_day, account_id, revision)
);

-- `month` is its first day; `lines` JSON.
CREATE TABLE true_up(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  month BIGINT NOT NULL,
  revision BIGINT NOT NULL CHECK(revision>=1),
  txn_id BIGINT,
  payments BIGINT NOT NULL,
  lines TEXT COLLATE "C" NOT NULL,
  cents BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(month, account_id, revision)
);

-- `by_itself`: opened by a practice store.
CREATE TABLE drawer(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  office_id BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  book_id BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  float_cents BIGINT NOT NULL CHECK(float_cents>=0),
  by_itself BIGINT NOT NULL CHECK(by_itself IN(0,1)),
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
);
CREATE INDEX drawer_book ON drawer(book_id);

CREATE TABLE drawer_closed(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  drawer_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(drawer_id)
);

CREATE TABLE drawer_movement(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  drawer_id BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK(kind IN('paid_out','drop','hand_over')),
  cents BIGINT NOT NULL CHECK(cents>0),
  reason TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  txn_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line)
);
CREATE INDEX drawer_movement_drawer ON drawer_movement(drawer_id);

-- A blind count; `pieces` is JSON: denomination to number.
CREATE TABLE drawer_count(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  drawer_id BIGINT NOT NULL,
  ordinal BIGINT NOT NULL CHECK(ordinal IN(1,2)),
  operator_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  pieces TEXT COLLATE "C" NOT NULL,
  cash_cents BIGINT NOT NULL,
  checks_cents BIGINT NOT NULL,
  money_orders_cents BIGINT NOT NULL,
  expected_cash_cents BIGINT NOT NULL,
  expected_checks_cents BIGINT NOT NULL,
  expected_money_orders_cents BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(drawer_id, ordinal)
);

-- `series` is the office's code and epoch; `seq` has no gap within it.
CREATE TABLE receipt(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  number TEXT COLLATE "C" NOT NULL,
  series TEXT COLLATE "C" NOT NULL,
  seq BIGINT NOT NULL CHECK(seq>=1),
  kind TEXT COLLATE "C" NOT NULL CHECK(kind IN('payment','enrollment','external','pledge')),
  txn_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  paid_at BIGINT NOT NULL,
  office_id BIGINT,
  drawer_id BIGINT,
  operator_id BIGINT NOT NULL,
  cents BIGINT NOT NULL CHECK(cents>0),
  change_cents BIGINT NOT NULL CHECK(change_cents>=0),
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(number),
  UNIQUE(series, seq)
);
CREATE INDEX receipt_drawer ON receipt(drawer_id);
CREATE INDEX receipt_txn ON receipt(txn_id);

CREATE TABLE receipt_tender(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  receipt_id BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  method TEXT COLLATE "C" NOT NULL CHECK(method IN('cash','check','money_order','card','external','pledge')),
  cents BIGINT NOT NULL CHECK(cents>0),
  tendered BIGINT NOT NULL,
  check_number TEXT COLLATE "C",
  reference TEXT COLLATE "C",
  PRIMARY KEY(act_id, line),
  UNIQUE(receipt_id, ordinal)
);

-- `to_other`: fees, membership, debt to the standard service.
CREATE TABLE receipt_allocation(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  receipt_id BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  to_energy BIGINT NOT NULL,
  to_arrears BIGINT NOT NULL,
  to_other BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(receipt_id, ordinal)
);
CREATE INDEX receipt_allocation_account ON receipt_allocation(account_id, receipt_id);

-- Voided, returned or moved: once.
CREATE TABLE receipt_undone(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  receipt_id BIGINT NOT NULL,
  how TEXT COLLATE "C" NOT NULL CHECK(how IN('void','returned','bank_error','moved','reversed')),
  at BIGINT NOT NULL,
  day BIGINT NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  operator_id BIGINT NOT NULL,
  approver_id BIGINT,
  txn_id BIGINT NOT NULL,
  becomes BIGINT,
  PRIMARY KEY(act_id, line),
  UNIQUE(receipt_id)
);
CREATE INDEX receipt_undone_day ON receipt_undone(day);

-- A tender that came back by itself, by its place on the receipt (C58).
CREATE TABLE item_returned(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  receipt_id BIGINT NOT NULL,
  tender BIGINT NOT NULL,
  how TEXT COLLATE "C" NOT NULL CHECK(how IN('void','returned','bank_error','moved','reversed')),
  at BIGINT NOT NULL,
  day BIGINT NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  operator_id BIGINT NOT NULL,
  approver_id BIGINT,
  txn_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(receipt_id, tender)
);
CREATE INDEX item_returned_day ON item_returned(day);

-- `items` is JSON: each check and money order.
CREATE TABLE bank_deposit(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  office_id BIGINT NOT NULL,
  book_id BIGINT NOT NULL,
  bag TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  cash_cents BIGINT NOT NULL,
  items TEXT COLLATE "C" NOT NULL,
  cents BIGINT NOT NULL,
  txn_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(office_id, bag)
);
CREATE INDEX bank_deposit_book ON bank_deposit(book_id);

-- The receipts whose checks and money orders a deposit took to the bank.
CREATE TABLE bank_item(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  deposit_id BIGINT NOT NULL,
  receipt_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line)
);
CREATE INDEX bank_item_receipt ON bank_item(receipt_id);

-- Closes a book. `head` is the chain's head before it; `report` JSON, as it was shown and printed.
CREATE TABLE day_close(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  book_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  card_batch_cents BIGINT,
  head TEXT COLLATE "C" NOT NULL,
  report TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(book_id)
);

-- Rows of files that were taken in, by their own key.
CREATE TABLE taken_in(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK(kind IN('payment','reading','member')),
  source TEXT COLLATE "C" NOT NULL,
  content BYTEA NOT NULL,
  receipt_id BIGINT,
  at BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(kind, source)
);

-- `stops`: disconnect, reconnect, close, those that apply; `until_day` is included (C34).
CREATE TABLE hold(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  stops TEXT COLLATE "C" NOT NULL,
  from_day BIGINT NOT NULL,
  until_day BIGINT NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
);
CREATE INDEX hold_account ON hold(account_id);

CREATE TABLE hold_lifted(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  hold_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(hold_id)
);

CREATE TABLE note(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  text TEXT COLLATE "C" NOT NULL,
  pinned BIGINT NOT NULL CHECK(pinned IN(0,1)),
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
);
CREATE INDEX note_account ON note(account_id);

CREATE TABLE pledge(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  agency TEXT COLLATE "C" NOT NULL,
  government BIGINT NOT NULL CHECK(government IN(0,1)),
  cents BIGINT NOT NULL CHECK(cents>0),
  until_day BIGINT,
  arrears_only BIGINT NOT NULL CHECK(arrears_only IN(0,1)),
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
);
CREATE INDEX pledge_account ON pledge(account_id);

CREATE TABLE pledge_received(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  pledge_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  receipt_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(pledge_id)
);

CREATE TABLE pledge_withdrawn(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  pledge_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  operator_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(pledge_id)
);

-- `level`: which amount or number of days; `not_before`: the end of the quiet hours.
CREATE TABLE notice(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  event TEXT COLLATE "C" NOT NULL,
  level TEXT COLLATE "C" NOT NULL,
  channel TEXT COLLATE "C" NOT NULL CHECK(channel IN('email','text','phone')),
  address TEXT COLLATE "C" NOT NULL,
  text TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
);
CREATE INDEX notice_account ON notice(account_id, id);

-- What became of a notice, try by try.
CREATE TABLE notice_step(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  notice_id BIGINT NOT NULL,
  status TEXT COLLATE "C" NOT NULL CHECK(status IN('waiting','sent','failed','withdrawn')),
  tries BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  sent_at BIGINT,
  detail TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(act_id, line)
);
CREATE INDEX notice_step_notice ON notice_step(notice_id);

-- How a notice stands: its last step.
CREATE TABLE notice_state(
  notice_id BIGINT NOT NULL,
  channel TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  tries BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  sent_at BIGINT,
  detail TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(notice_id)
) WITH (fillfactor=50);
CREATE INDEX notice_waiting ON notice_state(channel, not_before) WHERE status='waiting';

-- A member's word on a way of telling; the last one counts.
CREATE TABLE channel_choice(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  channel TEXT COLLATE "C" NOT NULL CHECK(channel IN('email','text','phone')),
  allowed BIGINT NOT NULL CHECK(allowed IN(0,1)),
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line)
);
CREATE INDEX channel_choice_member ON channel_choice(member_id, channel);

CREATE TABLE forecast(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  day BIGINT NOT NULL,
  low_f BIGINT NOT NULL,
  inclement BIGINT NOT NULL CHECK(inclement IN(0,1)),
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line)
);
CREATE INDEX forecast_day ON forecast(day);

-- What `before_list` waits for.
CREATE TABLE arrival(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  day BIGINT NOT NULL,
  what TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(day, what)
);

-- One a day (C27); `waits`: why the whole list waits for a person.
CREATE TABLE disconnect_list(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  day BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  waits TEXT COLLATE "C",
  PRIMARY KEY(act_id, line),
  UNIQUE(day)
);

-- People let a list go on that waited as a whole (C60).
CREATE TABLE list_let_go(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  day BIGINT NOT NULL,
  operator_id BIGINT,
  approver_id BIGINT,
  reason TEXT COLLATE "C",
  PRIMARY KEY(act_id, line),
  UNIQUE(day)
);

-- Who, and why or why not; `gates` JSON: what was checked, and how it stood.
CREATE TABLE list_row(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  day BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  balance_cents BIGINT NOT NULL,
  last_read_day BIGINT,
  state TEXT COLLATE "C" NOT NULL CHECK(state IN('ready','held','attention','review','queued','released','withdrawn')),
  code TEXT COLLATE "C" NOT NULL,
  why TEXT COLLATE "C" NOT NULL,
  releasable BIGINT NOT NULL CHECK(releasable IN(0,1)),
  gates TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(day, account_id)
);

-- How a row was decided; the last decision holds.
CREATE TABLE list_decision(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  day BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL CHECK(state IN('ready','held','attention','review','queued','released','withdrawn')),
  code TEXT COLLATE "C" NOT NULL,
  why TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  decided_by BIGINT,
  approved_by BIGINT,
  reason TEXT COLLATE "C",
  command_id BIGINT,
  PRIMARY KEY(act_id, line),
  UNIQUE(day, account_id, ordinal)
);

-- `tx` is the same on every retry; `evidence` JSON: balance, reads, clause, gates, who released.
CREATE TABLE switch_command(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  tx BYTEA NOT NULL CHECK(length(tx)=16),
  account_id BIGINT NOT NULL,
  meter_id BIGINT NOT NULL,
  command TEXT COLLATE "C" NOT NULL CHECK(command IN('on','off')),
  cause TEXT COLLATE "C" NOT NULL CHECK(cause IN('disconnect','reconnect','hand','closing','opening')),
  reason TEXT COLLATE "C" NOT NULL,
  evidence TEXT COLLATE "C",
  queued_at BIGINT NOT NULL,
  not_after BIGINT,
  operator_id BIGINT NOT NULL,
  next_try_at BIGINT NOT NULL,
  detail TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(tx)
);
CREATE INDEX switch_command_account ON switch_command(account_id);
CREATE INDEX switch_command_meter ON switch_command(meter_id, queued_at);
CREATE INDEX switch_command_at ON switch_command(queued_at);

-- How far a command has come, each time it went on. `in_doubt`: it went out, outcome unknown: ask the state first.
CREATE TABLE command_step(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  command_id BIGINT NOT NULL,
  status TEXT COLLATE "C" NOT NULL CHECK(status IN('queued','sent','done','refused','attention','expired','cancelled')),
  in_doubt BIGINT NOT NULL CHECK(in_doubt IN(0,1)),
  tries BIGINT NOT NULL,
  next_try_at BIGINT NOT NULL,
  done_at BIGINT,
  detail TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(act_id, line)
);
CREATE INDEX command_step_command ON command_step(command_id);

-- How a command stands: its last step.
CREATE TABLE command_state(
  command_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  in_doubt BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  next_try_at BIGINT NOT NULL,
  done_at BIGINT,
  detail TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(command_id)
) WITH (fillfactor=50);
CREATE INDEX command_due ON command_state(next_try_at) WHERE status IN('queued','sent','attention');
CREATE INDEX command_open ON command_state(account_id) WHERE status IN('queued','sent','attention');

-- Every step at a switch: what was asked, the raw answer, the state seen. Without a command: asked by hand.
CREATE TABLE switch_step(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  command_id BIGINT,
  meter_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  step TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C",
  raw TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(act_id, line)
);
CREATE INDEX switch_step_command ON switch_step(command_id);

-- What a person should look at.
CREATE TABLE attention(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT,
  day BIGINT NOT NULL,
  code TEXT COLLATE "C" NOT NULL,
  text TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
);
CREATE INDEX attention_account ON attention(account_id);

CREATE TABLE attention_cleared(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  attention_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(attention_id)
);

-- What a matter of a refused payments file waits for, by the keys of `taken_in` (C45).
CREATE TABLE awaited_payment(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  attention_id BIGINT NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(act_id, line)
);
CREATE INDEX awaited_payment_attention ON awaited_payment(attention_id);

-- What a person decided of a matter: whether what was read or paid counts (C45).
CREATE TABLE attention_decided(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  attention_id BIGINT NOT NULL,
  accepted BIGINT NOT NULL CHECK(accepted IN(0,1)),
  reason TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(attention_id)
);

-- What a matter leaves in doubt: the read of the morning `day`, with the days from `from_day` to `through_day` whose charges
-- stand on it; or the link `source`.
CREATE TABLE doubt(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  attention_id BIGINT NOT NULL,
  day BIGINT NOT NULL,
  source TEXT COLLATE "C",
  from_day BIGINT,
  through_day BIGINT,
  PRIMARY KEY(act_id, line)
);
CREATE INDEX doubt_attention ON doubt(attention_id);

-- A doubt that is over for an account while its matter is open: its morning was decided, or its row of the list released.
CREATE TABLE doubt_over(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  attention_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  day BIGINT NOT NULL,
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(attention_id, account_id, day)
);

-- `counts` JSON, as it was answered.
CREATE TABLE cycle_run(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  at BIGINT NOT NULL,
  day BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  counts TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(act_id, line)
);

-- What was signed or mailed is kept as bytes; a receipt or report as its content (JSON), drawn again when asked for.
-- `hash` is of the bytes, or of the content.
CREATE TABLE document(
  act_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT,
  kind TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  operator_id BIGINT NOT NULL,
  hash BYTEA NOT NULL CHECK(length(hash)=32),
  content TEXT COLLATE "C",
  bytes BYTEA,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
);
CREATE INDEX document_account ON document(account_id, id);

-- What an account is found by: its words, folded, with a space between. `begun` are found from their first letter on,
-- `inside` from three letters on. `place`: where it stands in an answer: 1 for what is ended, else 0, and the name.
CREATE TABLE search_account(
  account_id BIGINT NOT NULL,
  place TEXT COLLATE "C" NOT NULL,
  begun TEXT COLLATE "C" NOT NULL,
  inside TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(account_id)
) WITH (fillfactor=50);

-- The same word by word, each with its suffixes of three letters and more, under their first three letters in the
-- order of an answer; without a `word`, the first one and two letters of what is begun.
CREATE TABLE search_word(
  gram TEXT COLLATE "C" NOT NULL,
  place TEXT COLLATE "C" NOT NULL,
  account_id BIGINT NOT NULL,
  word TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY(gram, place, account_id, word)
) WITH (fillfactor=50);
CREATE INDEX search_word_word ON search_word(word) WHERE word<>'';

-- What may never happen. A seal looks at its whole act, once.

CREATE FUNCTION seal_proves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path=public,pg_temp
AS $$ DECLARE found BIGINT; covered BIGINT := 0; BEGIN
  IF EXISTS(SELECT 1 WHERE NEW.act_id<>COALESCE((SELECT max(act_id) FROM seal),0)+1) THEN
    RAISE EXCEPTION 'ledger: acts are sealed in order, once'; END IF;
  IF EXISTS(SELECT 1 WHERE (SELECT count(*) FROM act WHERE act_id=NEW.act_id)<>1) THEN
    RAISE EXCEPTION 'ledger: an act says once what it is'; END IF;
  SELECT count(*) INTO found FROM act WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM old_seal WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM store_fact WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM store_fact n WHERE n.act_id=NEW.act_id AND n.name IN('practice','store_id')
         AND EXISTS(SELECT 1 FROM store_fact o WHERE o.name=n.name AND o.value<>n.value)) THEN
      RAISE EXCEPTION 'ledger: whether a store is for practice, and its id, are never changed'; END IF;
  END IF;
  SELECT count(*) INTO found FROM office WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM operator WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM operator n JOIN operator o ON o.id=n.id AND o.revision=1
         WHERE n.act_id=NEW.act_id AND (o.name<>n.name OR o.added_at<>n.added_at)) THEN
      RAISE EXCEPTION 'ledger: an operator keeps their name'; END IF;
    IF EXISTS(SELECT 1 FROM operator n JOIN operator o ON o.name=n.name WHERE n.act_id=NEW.act_id AND o.id<>n.id) THEN
      RAISE EXCEPTION 'ledger: an operator''s name is their own'; END IF;
    IF EXISTS(SELECT 1 FROM operator n WHERE n.act_id=NEW.act_id AND (n.revision<1 OR n.revision>1
         AND NOT EXISTS(SELECT 1 FROM operator b WHERE b.id=n.id AND b.revision=n.revision-1))) THEN
      RAISE EXCEPTION 'ledger: operator takes the next number'; END IF;
  END IF;
  SELECT count(*) INTO found FROM pin_try WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM terms_version WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM price_change WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM approval WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM approval_decided WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM member WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM member n JOIN member o ON o.id=n.id AND o.revision=1
         WHERE n.act_id=NEW.act_id AND (o.number<>n.number OR o.joined_on<>n.joined_on)) THEN
      RAISE EXCEPTION 'ledger: a member keeps the number'; END IF;
    IF EXISTS(SELECT 1 FROM member n JOIN member o ON o.number=n.number WHERE n.act_id=NEW.act_id AND o.id<>n.id) THEN
      RAISE EXCEPTION 'ledger: a member''s number is their own'; END IF;
    IF EXISTS(SELECT 1 FROM member n WHERE n.act_id=NEW.act_id AND (n.revision<1 OR n.revision>1
         AND NOT EXISTS(SELECT 1 FROM member b WHERE b.id=n.id AND b.revision=n.revision-1))) THEN
      RAISE EXCEPTION 'ledger: member takes the next number'; END IF;
  END IF;
  SELECT count(*) INTO found FROM member_change WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM account WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM account_option WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM account_option_ended WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM status_change WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM power_seen WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM link WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM link_counter WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM link_counter n JOIN link_counter o ON o.link=n.link AND o.next>n.next WHERE n.act_id=NEW.act_id) THEN
      RAISE EXCEPTION 'ledger: an invocation counter never goes back'; END IF;
  END IF;
  SELECT count(*) INTO found FROM meter WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM meter_ended WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM own_account WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM book WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM txn WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM (SELECT count(*) AS n, min(id) AS a, max(id) AS b FROM txn WHERE act_id=NEW.act_id) t,
         (SELECT count(DISTINCT txn_id) AS n, min(txn_id) AS a, max(txn_id) AS b FROM posting WHERE act_id=NEW.act_id) p
         WHERE t.n<>p.n OR t.a<>p.a OR t.b<>p.b) THEN
      RAISE EXCEPTION 'ledger: a transaction is written with its lines'; END IF;
    IF EXISTS(SELECT 1 FROM txn t JOIN day_close c ON c.book_id=t.book_id WHERE t.act_id=NEW.act_id AND c.act_id<NEW.act_id) THEN
      RAISE EXCEPTION 'ledger: a transaction is posted to a book that is open'; END IF;
    IF EXISTS(SELECT 1 FROM txn n LEFT JOIN txn o ON o.id=n.reverses WHERE n.act_id=NEW.act_id AND n.reverses IS NOT NULL
         AND (o.id IS NULL OR o.id>=n.id OR o.reverses IS NOT NULL
           OR EXISTS(SELECT 1 FROM posting p WHERE p.act_id IN(n.act_id,o.act_id) AND p.txn_id IN(n.id,o.id)
                     GROUP BY p.ledger_account_id HAVING sum(p.cents)<>0))) THEN
      RAISE EXCEPTION 'ledger: a reversal mirrors a transaction before it, once, that is none itself'; END IF;
    IF EXISTS(SELECT 1 FROM txn n WHERE n.act_id=NEW.act_id AND (n.id<1 OR n.id>1
         AND NOT EXISTS(SELECT 1 FROM txn b WHERE b.id=n.id-1))) THEN
      RAISE EXCEPTION 'ledger: txn takes the next number'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT book_id AS named FROM txn WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM book o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: txn.book_id names what is there'; END IF;
  END IF;
  SELECT count(*) INTO found FROM posting WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM posting WHERE act_id=NEW.act_id GROUP BY txn_id HAVING count(*)<2 OR sum(cents)<>0) THEN
      RAISE EXCEPTION 'ledger: a transaction has two lines or more, and they balance'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT DISTINCT txn_id FROM posting WHERE act_id=NEW.act_id) p
         WHERE NOT EXISTS(SELECT 1 FROM txn t WHERE t.id=p.txn_id AND t.act_id=NEW.act_id)) THEN
      RAISE EXCEPTION 'ledger: a line is written with its transaction'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT ledger_account_id AS named FROM posting WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM balance o WHERE o.ledger_account_id=n.named)) THEN
      RAISE EXCEPTION 'ledger: posting.ledger_account_id names what is there'; END IF;
  END IF;
  SELECT count(*) INTO found FROM reading WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM reading n WHERE n.act_id=NEW.act_id AND (n.revision<1 OR n.revision>1
         AND NOT EXISTS(SELECT 1 FROM reading b WHERE b.day=n.day AND b.account_id=n.account_id AND b.role=n.role AND b.revision=n.revision-1))) THEN
      RAISE EXCEPTION 'ledger: reading takes the next number'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT account_id AS named FROM reading WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM account o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: reading.account_id names what is there'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT meter_id AS named FROM reading WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM meter o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: reading.meter_id names what is there'; END IF;
  END IF;
  SELECT count(*) INTO found FROM charge WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM charge n WHERE n.act_id=NEW.act_id AND (n.revision<1 OR n.revision>1
         AND NOT EXISTS(SELECT 1 FROM charge b WHERE b.service_day=n.service_day AND b.account_id=n.account_id AND b.revision=n.revision-1))) THEN
      RAISE EXCEPTION 'ledger: charge takes the next number'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT account_id AS named FROM charge WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM account o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: charge.account_id names what is there'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT DISTINCT txn_id AS named FROM charge WHERE act_id=NEW.act_id AND txn_id IS NOT NULL) n
         WHERE NOT EXISTS(SELECT 1 FROM txn o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: charge.txn_id names what is there'; END IF;
  END IF;
  SELECT count(*) INTO found FROM true_up WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM true_up n WHERE n.act_id=NEW.act_id AND (n.revision<1 OR n.revision>1
         AND NOT EXISTS(SELECT 1 FROM true_up b WHERE b.month=n.month AND b.account_id=n.account_id AND b.revision=n.revision-1))) THEN
      RAISE EXCEPTION 'ledger: true_up takes the next number'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT account_id AS named FROM true_up WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM account o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: true_up.account_id names what is there'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT DISTINCT txn_id AS named FROM true_up WHERE act_id=NEW.act_id AND txn_id IS NOT NULL) n
         WHERE NOT EXISTS(SELECT 1 FROM txn o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: true_up.txn_id names what is there'; END IF;
  END IF;
  SELECT count(*) INTO found FROM drawer WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM drawer n JOIN drawer o
           ON o.book_id=n.book_id AND o.operator_id=n.operator_id AND o.office_id=n.office_id AND o.id<>n.id
         WHERE n.act_id=NEW.act_id AND NOT EXISTS(SELECT 1 FROM drawer_closed c WHERE c.drawer_id IN(n.id,o.id))) THEN
      RAISE EXCEPTION 'ledger: a drawer is opened once'; END IF;
  END IF;
  SELECT count(*) INTO found FROM drawer_closed WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM drawer_movement WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM drawer_count WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM drawer_count n WHERE n.act_id=NEW.act_id AND (n.ordinal<1 OR n.ordinal>1
         AND NOT EXISTS(SELECT 1 FROM drawer_count b WHERE b.drawer_id=n.drawer_id AND b.ordinal=n.ordinal-1))) THEN
      RAISE EXCEPTION 'ledger: drawer_count takes the next number'; END IF;
  END IF;
  SELECT count(*) INTO found FROM receipt WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM receipt n WHERE n.act_id=NEW.act_id AND (n.seq<1 OR n.seq>1
         AND NOT EXISTS(SELECT 1 FROM receipt b WHERE b.series=n.series AND b.seq=n.seq-1))) THEN
      RAISE EXCEPTION 'ledger: receipt takes the next number'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT DISTINCT txn_id AS named FROM receipt WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM txn o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: receipt.txn_id names what is there'; END IF;
  END IF;
  SELECT count(*) INTO found FROM receipt_tender WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM receipt_tender t JOIN receipt r ON r.id=t.receipt_id
         WHERE t.act_id=NEW.act_id AND r.act_id<>t.act_id) THEN
      RAISE EXCEPTION 'ledger: a tender is written with its receipt'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT receipt_id, sum(cents) AS cents FROM receipt_tender WHERE act_id=NEW.act_id
           GROUP BY receipt_id) t JOIN receipt r ON r.id=t.receipt_id WHERE t.cents>r.cents) THEN
      RAISE EXCEPTION 'ledger: tenders never come to more than their receipt'; END IF;
    IF EXISTS(SELECT 1 FROM receipt_tender n WHERE n.act_id=NEW.act_id AND (n.ordinal<1 OR n.ordinal>1
         AND NOT EXISTS(SELECT 1 FROM receipt_tender b WHERE b.receipt_id=n.receipt_id AND b.ordinal=n.ordinal-1))) THEN
      RAISE EXCEPTION 'ledger: receipt_tender takes the next number'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT receipt_id AS named FROM receipt_tender WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM receipt o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: receipt_tender.receipt_id names what is there'; END IF;
  END IF;
  SELECT count(*) INTO found FROM receipt_allocation WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM receipt_allocation t JOIN receipt r ON r.id=t.receipt_id
         WHERE t.act_id=NEW.act_id AND r.act_id<>t.act_id) THEN
      RAISE EXCEPTION 'ledger: where a receipt went is written with it'; END IF;
    IF EXISTS(SELECT 1 FROM receipt_allocation n WHERE n.act_id=NEW.act_id AND (n.ordinal<1 OR n.ordinal>1
         AND NOT EXISTS(SELECT 1 FROM receipt_allocation b WHERE b.receipt_id=n.receipt_id AND b.ordinal=n.ordinal-1))) THEN
      RAISE EXCEPTION 'ledger: receipt_allocation takes the next number'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT receipt_id AS named FROM receipt_allocation WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM receipt o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: receipt_allocation.receipt_id names what is there'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT account_id AS named FROM receipt_allocation WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM account o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: receipt_allocation.account_id names what is there'; END IF;
  END IF;
  SELECT count(*) INTO found FROM receipt_undone WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM (SELECT receipt_id AS named FROM receipt_undone WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM receipt o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: receipt_undone.receipt_id names what is there'; END IF;
  END IF;
  SELECT count(*) INTO found FROM item_returned WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM (SELECT receipt_id AS named FROM item_returned WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM receipt o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: item_returned.receipt_id names what is there'; END IF;
  END IF;
  SELECT count(*) INTO found FROM bank_deposit WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM bank_item WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM day_close WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM (SELECT book_id AS named FROM day_close WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM book o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: day_close.book_id names what is there'; END IF;
  END IF;
  SELECT count(*) INTO found FROM taken_in WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM hold WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM hold_lifted WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM note WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM pledge WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM pledge_received WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM pledge_withdrawn WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM notice WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM notice_step WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM notice_step n JOIN notice_step o ON o.notice_id=n.notice_id
           AND (o.act_id<n.act_id OR (o.act_id=n.act_id AND o.line<n.line))
         WHERE n.act_id=NEW.act_id AND (o.status='sent' OR o.sent_at IS NOT NULL)
         AND (n.status NOT IN('sent','failed') OR n.sent_at IS DISTINCT FROM o.sent_at)) THEN
      RAISE EXCEPTION 'ledger: that a notice left is never unsaid'; END IF;
  END IF;
  SELECT count(*) INTO found FROM channel_choice WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM forecast WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM arrival WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM disconnect_list WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM list_let_go WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM list_row WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM list_decision WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM list_decision n WHERE n.act_id=NEW.act_id AND (n.ordinal<1 OR n.ordinal>1
         AND NOT EXISTS(SELECT 1 FROM list_decision b WHERE b.day=n.day AND b.account_id=n.account_id AND b.ordinal=n.ordinal-1))) THEN
      RAISE EXCEPTION 'ledger: list_decision takes the next number'; END IF;
  END IF;
  SELECT count(*) INTO found FROM switch_command WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM (SELECT account_id AS named FROM switch_command WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM account o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: switch_command.account_id names what is there'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT meter_id AS named FROM switch_command WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM meter o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: switch_command.meter_id names what is there'; END IF;
  END IF;
  SELECT count(*) INTO found FROM command_step WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM command_step n JOIN command_step o ON o.command_id=n.command_id
           AND (o.act_id<n.act_id OR (o.act_id=n.act_id AND o.line<n.line))
         WHERE n.act_id=NEW.act_id AND o.status IN('done','refused','expired','cancelled')
         AND (n.status<>o.status OR n.done_at IS DISTINCT FROM o.done_at)) THEN
      RAISE EXCEPTION 'ledger: a switch command that ended stays ended'; END IF;
    IF EXISTS(SELECT 1 FROM (SELECT command_id AS named FROM command_step WHERE act_id=NEW.act_id) n
         WHERE NOT EXISTS(SELECT 1 FROM switch_command o WHERE o.id=n.named)) THEN
      RAISE EXCEPTION 'ledger: command_step.command_id names what is there'; END IF;
  END IF;
  SELECT count(*) INTO found FROM switch_step WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM attention WHERE act_id=NEW.act_id; covered := covered+found;
  IF found>0 THEN
    IF EXISTS(SELECT 1 FROM attention n JOIN pending p ON p.kind='attention' AND p.of_id=COALESCE(n.account_id,0)
           AND p.code=n.code AND p.is_open=1 AND p.id<>n.id WHERE n.act_id=NEW.act_id) THEN
      RAISE EXCEPTION 'ledger: a matter that is open stays as it is'; END IF;
  END IF;
  SELECT count(*) INTO found FROM attention_cleared WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM awaited_payment WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM attention_decided WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM doubt WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM doubt_over WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM cycle_run WHERE act_id=NEW.act_id; covered := covered+found;
  SELECT count(*) INTO found FROM document WHERE act_id=NEW.act_id; covered := covered+found;
  IF NEW.covers<>covered THEN RAISE EXCEPTION 'ledger: a seal covers every row of its act'; END IF;
  UPDATE balance SET cents=cents+p.moved, seq=seq+p.lines, last_act=NEW.act_id
    FROM (SELECT ledger_account_id AS id, CAST(sum(cents) AS BIGINT) AS moved, count(*) AS lines FROM posting
          WHERE act_id=NEW.act_id GROUP BY ledger_account_id) p WHERE ledger_account_id=p.id;
  RETURN NEW;
END $$;
CREATE FUNCTION stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path=public,pg_temp
AS $$ BEGIN
  RAISE EXCEPTION 'ledger: %: what was written is never changed or deleted', TG_TABLE_NAME;
END $$;
CREATE FUNCTION act_is_open() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path=public,pg_temp
AS $$ BEGIN
  IF EXISTS(SELECT 1 FROM fresh WHERE act_id<=COALESCE((SELECT max(act_id) FROM seal),0)) THEN
    RAISE EXCEPTION 'ledger: a sealed act takes no more rows'; END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER seal_proves BEFORE INSERT ON seal FOR EACH ROW EXECUTE FUNCTION seal_proves();
CREATE TRIGGER act_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON act FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER old_seal_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON old_seal FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER store_fact_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON store_fact FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER office_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON office FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER operator_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON operator FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER pin_try_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON pin_try FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER terms_version_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON terms_version FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER price_change_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON price_change FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER approval_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON approval FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER approval_decided_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON approval_decided FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER member_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON member FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER member_change_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON member_change FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER account_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON account FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER account_option_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON account_option FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER account_option_ended_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON account_option_ended FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER status_change_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON status_change FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER power_seen_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON power_seen FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER link_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON link FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER link_counter_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON link_counter FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER meter_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON meter FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER meter_ended_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON meter_ended FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER own_account_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON own_account FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER book_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON book FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER txn_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON txn FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER posting_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON posting FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER reading_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON reading FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER charge_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON charge FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER true_up_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON true_up FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER drawer_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON drawer FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER drawer_closed_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON drawer_closed FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER drawer_movement_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON drawer_movement FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER drawer_count_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON drawer_count FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER receipt_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER receipt_tender_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt_tender FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER receipt_allocation_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt_allocation FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER receipt_undone_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt_undone FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER item_returned_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON item_returned FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER bank_deposit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_deposit FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER bank_item_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_item FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER day_close_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON day_close FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER taken_in_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON taken_in FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER hold_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON hold FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER hold_lifted_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON hold_lifted FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER note_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON note FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER pledge_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON pledge FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER pledge_received_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON pledge_received FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER pledge_withdrawn_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON pledge_withdrawn FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER notice_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON notice FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER notice_step_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON notice_step FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER channel_choice_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON channel_choice FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER forecast_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON forecast FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER arrival_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON arrival FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER disconnect_list_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON disconnect_list FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER list_let_go_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON list_let_go FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER list_row_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON list_row FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER list_decision_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON list_decision FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER switch_command_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON switch_command FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER command_step_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON command_step FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER switch_step_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON switch_step FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER attention_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON attention FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER attention_cleared_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON attention_cleared FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER awaited_payment_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON awaited_payment FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER attention_decided_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON attention_decided FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER doubt_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON doubt FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER doubt_over_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON doubt_over FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER cycle_run_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON cycle_run FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER document_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON document FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER seal_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON seal FOR EACH STATEMENT EXECUTE FUNCTION stays();
CREATE TRIGGER act_open AFTER INSERT ON act REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER old_seal_open AFTER INSERT ON old_seal REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER store_fact_open AFTER INSERT ON store_fact REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER office_open AFTER INSERT ON office REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER operator_open AFTER INSERT ON operator REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER pin_try_open AFTER INSERT ON pin_try REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER terms_version_open AFTER INSERT ON terms_version REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER price_change_open AFTER INSERT ON price_change REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER approval_open AFTER INSERT ON approval REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER approval_decided_open AFTER INSERT ON approval_decided REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER member_open AFTER INSERT ON member REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER member_change_open AFTER INSERT ON member_change REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER account_open AFTER INSERT ON account REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER account_option_open AFTER INSERT ON account_option REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER account_option_ended_open AFTER INSERT ON account_option_ended REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER status_change_open AFTER INSERT ON status_change REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER power_seen_open AFTER INSERT ON power_seen REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER link_open AFTER INSERT ON link REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER link_counter_open AFTER INSERT ON link_counter REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER meter_open AFTER INSERT ON meter REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER meter_ended_open AFTER INSERT ON meter_ended REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER own_account_open AFTER INSERT ON own_account REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER book_open AFTER INSERT ON book REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER txn_open AFTER INSERT ON txn REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER posting_open AFTER INSERT ON posting REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER reading_open AFTER INSERT ON reading REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER charge_open AFTER INSERT ON charge REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER true_up_open AFTER INSERT ON true_up REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER drawer_open AFTER INSERT ON drawer REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER drawer_closed_open AFTER INSERT ON drawer_closed REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER drawer_movement_open AFTER INSERT ON drawer_movement REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER drawer_count_open AFTER INSERT ON drawer_count REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER receipt_open AFTER INSERT ON receipt REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER receipt_tender_open AFTER INSERT ON receipt_tender REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER receipt_allocation_open AFTER INSERT ON receipt_allocation REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER receipt_undone_open AFTER INSERT ON receipt_undone REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER item_returned_open AFTER INSERT ON item_returned REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER bank_deposit_open AFTER INSERT ON bank_deposit REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER bank_item_open AFTER INSERT ON bank_item REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER day_close_open AFTER INSERT ON day_close REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER taken_in_open AFTER INSERT ON taken_in REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER hold_open AFTER INSERT ON hold REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER hold_lifted_open AFTER INSERT ON hold_lifted REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER note_open AFTER INSERT ON note REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER pledge_open AFTER INSERT ON pledge REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER pledge_received_open AFTER INSERT ON pledge_received REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER pledge_withdrawn_open AFTER INSERT ON pledge_withdrawn REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER notice_open AFTER INSERT ON notice REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER notice_step_open AFTER INSERT ON notice_step REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER channel_choice_open AFTER INSERT ON channel_choice REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER forecast_open AFTER INSERT ON forecast REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER arrival_open AFTER INSERT ON arrival REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER disconnect_list_open AFTER INSERT ON disconnect_list REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER list_let_go_open AFTER INSERT ON list_let_go REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER list_row_open AFTER INSERT ON list_row REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER list_decision_open AFTER INSERT ON list_decision REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER switch_command_open AFTER INSERT ON switch_command REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER command_step_open AFTER INSERT ON command_step REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER switch_step_open AFTER INSERT ON switch_step REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER attention_open AFTER INSERT ON attention REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER attention_cleared_open AFTER INSERT ON attention_cleared REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER awaited_payment_open AFTER INSERT ON awaited_payment REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER attention_decided_open AFTER INSERT ON attention_decided REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER doubt_open AFTER INSERT ON doubt REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER doubt_over_open AFTER INSERT ON doubt_over REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER cycle_run_open AFTER INSERT ON cycle_run REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
CREATE TRIGGER document_open AFTER INSERT ON document REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();
DO $$ BEGIN IF NOT EXISTS(SELECT 1 FROM pg_roles WHERE rolname='advance_pay_counter') THEN CREATE ROLE advance_pay_counter NOLOGIN; END IF; END $$;
GRANT SELECT, INSERT ON act TO advance_pay_counter;
GRANT SELECT, INSERT ON seal TO advance_pay_counter;
GRANT SELECT, INSERT ON old_seal TO advance_pay_counter;
GRANT SELECT, INSERT ON store_fact TO advance_pay_counter;
GRANT SELECT, INSERT ON office TO advance_pay_counter;
GRANT SELECT, INSERT ON operator TO advance_pay_counter;
GRANT SELECT, INSERT ON pin_try TO advance_pay_counter;
GRANT SELECT, INSERT ON terms_version TO advance_pay_counter;
GRANT SELECT, INSERT ON price_change TO advance_pay_counter;
GRANT SELECT, INSERT ON approval TO advance_pay_counter;
GRANT SELECT, INSERT ON approval_decided TO advance_pay_counter;
GRANT SELECT, INSERT, UPDATE(of_id,code,is_open) ON pending TO advance_pay_counter;
GRANT SELECT, INSERT ON member TO advance_pay_counter;
GRANT SELECT, INSERT ON member_change TO advance_pay_counter;
GRANT SELECT, INSERT ON account TO advance_pay_counter;
GRANT SELECT, INSERT ON account_option TO advance_pay_counter;
GRANT SELECT, INSERT ON account_option_ended TO advance_pay_counter;
GRANT SELECT, INSERT, UPDATE(status,disconnected_at,disconnected_on,ended_on,power,billed_through,estimated_run,grace_until,told_cents,told_days,meter_id,meter_number) ON standing TO advance_pay_counter;
GRANT SELECT, INSERT ON status_change TO advance_pay_counter;
GRANT SELECT, INSERT ON power_seen TO advance_pay_counter;
GRANT SELECT, INSERT ON link TO advance_pay_counter;
GRANT SELECT, INSERT ON link_counter TO advance_pay_counter;
GRANT SELECT, INSERT ON meter TO advance_pay_counter;
GRANT SELECT, INSERT ON meter_ended TO advance_pay_counter;
GRANT SELECT, INSERT, UPDATE, DELETE ON sim_meter TO advance_pay_counter;
GRANT SELECT, INSERT ON own_account TO advance_pay_counter;
GRANT SELECT, INSERT(ledger_account_id) ON balance TO advance_pay_counter;
GRANT SELECT, INSERT ON book TO advance_pay_counter;
GRANT SELECT, INSERT ON txn TO advance_pay_counter;
GRANT SELECT, INSERT ON posting TO advance_pay_counter;
GRANT SELECT, INSERT ON reading TO advance_pay_counter;
GRANT SELECT, INSERT ON charge TO advance_pay_counter;
GRANT SELECT, INSERT ON true_up TO advance_pay_counter;
GRANT SELECT, INSERT ON drawer TO advance_pay_counter;
GRANT SELECT, INSERT ON drawer_closed TO advance_pay_counter;
GRANT SELECT, INSERT ON drawer_movement TO advance_pay_counter;
GRANT SELECT, INSERT ON drawer_count TO advance_pay_counter;
GRANT SELECT, INSERT ON receipt TO advance_pay_counter;
GRANT SELECT, INSERT ON receipt_tender TO advance_pay_counter;
GRANT SELECT, INSERT ON receipt_allocation TO advance_pay_counter;
GRANT SELECT, INSERT ON receipt_undone TO advance_pay_counter;
GRANT SELECT, INSERT ON item_returned TO advance_pay_counter;
GRANT SELECT, INSERT ON bank_deposit TO advance_pay_counter;
GRANT SELECT, INSERT ON bank_item TO advance_pay_counter;
GRANT SELECT, INSERT ON day_close TO advance_pay_counter;
GRANT SELECT, INSERT ON taken_in TO advance_pay_counter;
GRANT SELECT, INSERT ON hold TO advance_pay_counter;
GRANT SELECT, INSERT ON hold_lifted TO advance_pay_counter;
GRANT SELECT, INSERT ON note TO advance_pay_counter;
GRANT SELECT, INSERT ON pledge TO advance_pay_counter;
GRANT SELECT, INSERT ON pledge_received TO advance_pay_counter;
GRANT SELECT, INSERT ON pledge_withdrawn TO advance_pay_counter;
GRANT SELECT, INSERT ON notice TO advance_pay_counter;
GRANT SELECT, INSERT ON notice_step TO advance_pay_counter;
GRANT SELECT, INSERT, UPDATE(channel,status,tries,not_before,sent_at,detail) ON notice_state TO advance_pay_counter;
GRANT SELECT, INSERT ON channel_choice TO advance_pay_counter;
GRANT SELECT, INSERT ON forecast TO advance_pay_counter;
GRANT SELECT, INSERT ON arrival TO advance_pay_counter;
GRANT SELECT, INSERT ON disconnect_list TO advance_pay_counter;
GRANT SELECT, INSERT ON list_let_go TO advance_pay_counter;
GRANT SELECT, INSERT ON list_row TO advance_pay_counter;
GRANT SELECT, INSERT ON list_decision TO advance_pay_counter;
GRANT SELECT, INSERT ON switch_command TO advance_pay_counter;
GRANT SELECT, INSERT ON command_step TO advance_pay_counter;
GRANT SELECT, INSERT, UPDATE(account_id,status,in_doubt,tries,next_try_at,done_at,detail) ON command_state TO advance_pay_counter;
GRANT SELECT, INSERT ON switch_step TO advance_pay_counter;
GRANT SELECT, INSERT ON attention TO advance_pay_counter;
GRANT SELECT, INSERT ON attention_cleared TO advance_pay_counter;
GRANT SELECT, INSERT ON awaited_payment TO advance_pay_counter;
GRANT SELECT, INSERT ON attention_decided TO advance_pay_counter;
GRANT SELECT, INSERT ON doubt TO advance_pay_counter;
GRANT SELECT, INSERT ON doubt_over TO advance_pay_counter;
GRANT SELECT, INSERT ON cycle_run TO advance_pay_counter;
GRANT SELECT, INSERT ON document TO advance_pay_counter;
GRANT SELECT, INSERT, UPDATE(place,begun,inside) ON search_account TO advance_pay_counter;
GRANT SELECT, INSERT, DELETE ON search_word TO advance_pay_counter;
