/* SPDX-License-Identifier: Apache-2.0 */
/* What the form says of an estimate and of a run that goes on. */
#pragma once

#include "app/window/record/record-job.h"

G_BEGIN_DECLS

/** bs_record_model_summary: @name: of a model that comes with the program. Returns: one line; empty for
 * others. */
const char *bs_record_model_summary (const char *name);

/** bs_record_backend_summary: @name: as the form calls it. Returns: one line; empty for
 * others. */
const char *bs_record_backend_summary (const char *name);

/** bs_record_encoding_summary: Returns: one line on how states are told apart. */
const char *bs_record_encoding_summary (const char *name);

/** bs_record_policy_summary: @name: of a policy; other names are files. Returns: one line. */
const char *bs_record_policy_summary (const char *name);

/** bs_record_estimate_text: Returns: (transfer full): what is expected of @choices. */
char *bs_record_estimate_text (const BsRecordOutlook *outlook, const BsRecordChoices *choices);

/** bs_record_doing_text: Returns: (transfer full): what the run is at. */
char *bs_record_doing_text (const BsRunProgress *progress);

/** bs_record_counts_text: @seconds: since it began. Returns: (transfer full): how far it is. */
char *bs_record_counts_text (const BsRunProgress *progress, double seconds, double running);

/** bs_record_fraction: @n_changes: to try where a policy is learned. Returns: from 0 to 1, or less than 0
 * where it cannot be said. */
double bs_record_fraction (const BsRunProgress *progress, guint64 n_nodes, guint32 n_changes);

G_END_DECLS
