-- CreateIndex
CREATE INDEX "audit_log_action_seq_idx" ON "audit_log"("action" text_pattern_ops, "seq");

-- CreateIndex
CREATE INDEX "audit_log_at_idx" ON "audit_log"("at");
