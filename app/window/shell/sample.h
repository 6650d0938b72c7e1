/* SPDX-License-Identifier: Apache-2.0 */
/* The sample: a small run of a model that comes with the program, recorded when it is first wanted. */
#pragma once

#include "app/window/record/record-job.h"

G_BEGIN_DECLS

/** bs_sample_get_file: Returns: (transfer full): where the sample is, or will be. */
GFile *bs_sample_get_file (void);

/** bs_sample_record: begins to record it; @callback gets the result for bs_record_job_run_finish().
 * Returns: (transfer full): the job */
BsRecordJob *bs_sample_record (GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS
