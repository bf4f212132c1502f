BEGIN TRANSACTION;
CREATE TABLE campaign (
	id INTEGER NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	at_utc VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO "campaign" VALUES(1,'quick','2026-11-26T13:42:19.873+00:00');
CREATE TABLE campaign_file (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	versions TEXT NOT NULL, 
	at_utc VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(campaign_id) REFERENCES campaign (id)
);
INSERT INTO "campaign_file" VALUES(1,1,'[campaign]
name = "quick"
','3ed9311bd60f99fa3ece61333ef77f537aea3f6ae8b4f1f696ea08baa8cba33d','{"copress": "0.1.0"}','2026-11-26T13:42:19.881+00:00');
CREATE TABLE cut_trace (
	id INTEGER NOT NULL, 
	trial_id INTEGER NOT NULL, 
	trace BLOB NOT NULL, 
	trace_sha256 VARCHAR(64) NOT NULL, 
	at_utc VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(trial_id) REFERENCES trial (id)
);
CREATE TABLE decision (
	id INTEGER NOT NULL, 
	trial_id INTEGER, 
	person TEXT NOT NULL, 
	action VARCHAR(40) NOT NULL, 
	reason TEXT NOT NULL, 
	at_utc VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(trial_id) REFERENCES trial (id)
);
INSERT INTO "decision" VALUES(1,1,'ada','approved','','2026-11-26T13:42:19.898+00:00');
CREATE TABLE event (
	id INTEGER NOT NULL, 
	trial_id INTEGER NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	detail TEXT NOT NULL, 
	at_utc VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(trial_id) REFERENCES trial (id)
);
INSERT INTO "event" VALUES(1,1,'planned','{}','2026-11-26T13:42:19.894+00:00');
INSERT INTO "event" VALUES(2,1,'approved','{"person": "ada", "action": "approved", "reason": ""}','2026-11-26T13:42:19.898+00:00');
INSERT INTO "event" VALUES(3,1,'started','{}','2026-11-26T13:42:19.910+00:00');
INSERT INTO "event" VALUES(4,1,'pressed','{"flags": []}','2026-11-26T13:42:19.922+00:00');
INSERT INTO "event" VALUES(5,1,'inspected','{"damage": 0, "shorted": false, "note": ""}','2026-11-26T13:42:19.924+00:00');
INSERT INTO "event" VALUES(6,1,'measured','{"file": "a.mpt", "verdict": null, "asr_ohm_cm2": null, "refused": "unreadable"}','2026-11-26T13:42:19.931+00:00');
INSERT INTO "event" VALUES(7,1,'closed','{"outcome": "observed"}','2026-11-26T13:42:19.938+00:00');
INSERT INTO "event" VALUES(8,2,'planned','{}','2026-11-26T13:42:19.942+00:00');
CREATE TABLE inspection (
	id INTEGER NOT NULL, 
	trial_id INTEGER NOT NULL, 
	damage INTEGER NOT NULL, 
	shorted BOOLEAN NOT NULL, 
	note TEXT NOT NULL, 
	at_utc VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(trial_id) REFERENCES trial (id)
);
INSERT INTO "inspection" VALUES(1,1,0,0,'','2026-11-26T13:42:19.923+00:00');
CREATE TABLE outcome (
	id INTEGER NOT NULL, 
	trial_id INTEGER NOT NULL, 
	outcome VARCHAR(40) NOT NULL, 
	observation TEXT, 
	sentence TEXT NOT NULL, 
	at_utc VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(trial_id) REFERENCES trial (id)
);
INSERT INTO "outcome" VALUES(1,1,'observed','{"point": {"copress_mpa": 402.0}, "damage": 0, "shorted": false, "asr_ohm_cm2": 210.0, "asr_std_ohm_cm2": null, "lot": null, "planned": {"copress_mpa": 400.0}, "retention": null, "trial": 1}','whole','2026-11-26T13:42:19.937+00:00');
CREATE TABLE press_record (
	id INTEGER NOT NULL, 
	trial_id INTEGER NOT NULL, 
	achieved TEXT NOT NULL, 
	steps TEXT NOT NULL, 
	flags TEXT NOT NULL, 
	stack_mpa FLOAT, 
	trace BLOB NOT NULL, 
	trace_sha256 VARCHAR(64) NOT NULL, 
	simulated BOOLEAN NOT NULL, 
	at_utc VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(trial_id) REFERENCES trial (id)
);
INSERT INTO "press_record" VALUES(1,1,'{"copress_mpa": 400.0}','[]','[]',60.0,X'240000007B226E223A20342C2022706861736573223A205B22686F6C64222C202272616D70225D7D789C6360808095BAB547762FDB690FA14FDADB3F8ABDCC637BD99E918191E13F1480D4FDFA7CD2D1C6FA96E3F2CA7607103FC07B8533FB9DADCE074F253A31309C70666038508FA05131004F9E2A26','de0deca5bccec0833799b2bc041ef42f2ee0ccb410e930fb9d2b04cfcf3bffaa',0,'2026-11-26T13:42:19.921+00:00');
CREATE TABLE schema (
	version INTEGER NOT NULL, 
	at_utc VARCHAR(40) NOT NULL, 
	PRIMARY KEY (version)
);
INSERT INTO "schema" VALUES(1,'2026-11-26T13:42:19.865+00:00');
CREATE TABLE spectrum (
	id INTEGER NOT NULL, 
	trial_id INTEGER NOT NULL, 
	file_name TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	raw BLOB NOT NULL, 
	refused TEXT, 
	sweep BLOB, 
	fit TEXT, 
	area_cm2 FLOAT NOT NULL, 
	at_utc VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(trial_id) REFERENCES trial (id)
);
INSERT INTO "spectrum" VALUES(1,1,'a.mpt','2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881',X'789CAB000000790079','unreadable',NULL,NULL,0.8,'2026-11-26T13:42:19.930+00:00');
CREATE TABLE trial (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	planned TEXT NOT NULL, 
	protocol TEXT NOT NULL, 
	expected TEXT NOT NULL, 
	why TEXT NOT NULL, 
	simulated BOOLEAN NOT NULL, 
	at_utc VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (campaign_id, number), 
	FOREIGN KEY(campaign_id) REFERENCES campaign (id)
);
INSERT INTO "trial" VALUES(1,1,1,'{"copress_mpa": 400.0}','{"copress_mpa": 400.0, "ramp_mpa_s": 10.0}','{"p_intact": 0.9}','because',0,'2026-11-26T13:42:19.889+00:00');
INSERT INTO "trial" VALUES(2,1,2,'{"copress_mpa": 400.0}','{"copress_mpa": 400.0, "ramp_mpa_s": 10.0}','{"p_intact": 0.9}','because',0,'2026-11-26T13:42:19.942+00:00');
CREATE TRIGGER schema_no_update BEFORE UPDATE ON schema BEGIN SELECT RAISE(ABORT, 'schema is append-only'); END;
CREATE TRIGGER schema_no_delete BEFORE DELETE ON schema BEGIN SELECT RAISE(ABORT, 'schema is append-only'); END;
CREATE TRIGGER campaign_no_update BEFORE UPDATE ON campaign BEGIN SELECT RAISE(ABORT, 'campaign is append-only'); END;
CREATE TRIGGER campaign_no_delete BEFORE DELETE ON campaign BEGIN SELECT RAISE(ABORT, 'campaign is append-only'); END;
CREATE TRIGGER campaign_file_no_update BEFORE UPDATE ON campaign_file BEGIN SELECT RAISE(ABORT, 'campaign_file is append-only'); END;
CREATE TRIGGER campaign_file_no_delete BEFORE DELETE ON campaign_file BEGIN SELECT RAISE(ABORT, 'campaign_file is append-only'); END;
CREATE TRIGGER trial_no_update BEFORE UPDATE ON trial BEGIN SELECT RAISE(ABORT, 'trial is append-only'); END;
CREATE TRIGGER trial_no_delete BEFORE DELETE ON trial BEGIN SELECT RAISE(ABORT, 'trial is append-only'); END;
CREATE INDEX ix_event_trial_id ON event (trial_id);
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE INDEX ix_press_record_trial_id ON press_record (trial_id);
CREATE TRIGGER press_record_no_update BEFORE UPDATE ON press_record BEGIN SELECT RAISE(ABORT, 'press_record is append-only'); END;
CREATE TRIGGER press_record_no_delete BEFORE DELETE ON press_record BEGIN SELECT RAISE(ABORT, 'press_record is append-only'); END;
CREATE INDEX ix_cut_trace_trial_id ON cut_trace (trial_id);
CREATE TRIGGER cut_trace_no_update BEFORE UPDATE ON cut_trace BEGIN SELECT RAISE(ABORT, 'cut_trace is append-only'); END;
CREATE TRIGGER cut_trace_no_delete BEFORE DELETE ON cut_trace BEGIN SELECT RAISE(ABORT, 'cut_trace is append-only'); END;
CREATE INDEX ix_spectrum_trial_id ON spectrum (trial_id);
CREATE TRIGGER spectrum_no_update BEFORE UPDATE ON spectrum BEGIN SELECT RAISE(ABORT, 'spectrum is append-only'); END;
CREATE TRIGGER spectrum_no_delete BEFORE DELETE ON spectrum BEGIN SELECT RAISE(ABORT, 'spectrum is append-only'); END;
CREATE INDEX ix_inspection_trial_id ON inspection (trial_id);
CREATE TRIGGER inspection_no_update BEFORE UPDATE ON inspection BEGIN SELECT RAISE(ABORT, 'inspection is append-only'); END;
CREATE TRIGGER inspection_no_delete BEFORE DELETE ON inspection BEGIN SELECT RAISE(ABORT, 'inspection is append-only'); END;
CREATE INDEX ix_outcome_trial_id ON outcome (trial_id);
CREATE TRIGGER outcome_no_update BEFORE UPDATE ON outcome BEGIN SELECT RAISE(ABORT, 'outcome is append-only'); END;
CREATE TRIGGER outcome_no_delete BEFORE DELETE ON outcome BEGIN SELECT RAISE(ABORT, 'outcome is append-only'); END;
CREATE INDEX ix_decision_trial_id ON decision (trial_id);
CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
COMMIT;
