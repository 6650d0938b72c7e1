/* SPDX-License-Identifier: Apache-2.0 */
/* The sample: a small run of a model that comes with the program. */
#include "config.h"

#include "app/window/shell/sample.h"

#include "engine/shipped.h"

#define MODEL "lattice-lstm"
#define N_INSTANCES 8
#define MODEL_SIZE 64

GFile *
bs_sample_get_file (void)
{
  return g_file_new_build_filename (g_get_user_data_dir (), "batchscope", "sample.bscope", NULL);
}

BsRecordJob *
bs_sample_record (GAsyncReadyCallback callback, gpointer user_data)
{
  g_auto (BsRecordChoices) choices;
  g_autoptr (GFile) file = bs_sample_get_file ();
  BsRecordJob *job;

  bs_record_choices_init (&choices);
  g_free (choices.inputs.workload);
  choices.inputs.workload = g_strdup (MODEL);
  choices.inputs.batch_size = N_INSTANCES;
  choices.inputs.model_size = MODEL_SIZE;
  /* The policy that comes with the model: nobody waits for one to be learned. */
  g_free (choices.policy);
  choices.policy = bs_shipped_file ("policies/" MODEL ".json");
  choices.output = g_file_get_path (file);
  job = bs_record_job_new (&choices);
  bs_record_job_run_async (job, callback, user_data);
  return job;
}
