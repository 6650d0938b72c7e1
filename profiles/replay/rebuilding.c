/* SPDX-License-Identifier: Apache-2.0 */
/* What decided and what executed, made again from what a trace says of itself. */
#include "config.h"

#include "profiles/replay/rebuilding.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "profiles/files/safetensors.h"

/* More are no recording of ours: a trace is not to be trusted with the memory. */
#define MAX_MODEL_SIZE 4096
#define MAX_THREADS 64
#define MAX_NUMBERS (1u << 20)

/* A number of the provenance. Returns FALSE with @why where it is not there, or is none. */
static gboolean
get_number (const BsTrace *trace, const char *key, guint64 minimum, guint64 maximum, guint64 *value,
            char **why)
{
  const char *text = bs_trace_get_info (trace, key);

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, minimum, maximum, value, NULL))
    return TRUE;

  if (text == NULL)
    *why = g_strdup_printf (_ ("“%s” was not recorded"), key);
  else
    *why = g_strdup_printf (_ ("“%s” is “%s”, which is no number from %" PRIu64 " to %" PRIu64),
                            key, text, minimum, maximum);
  return FALSE;
}

BsPolicy *
bs_rebuild_policy (const BsTrace *trace, char **why)
{
  const char *name = bs_trace_get_info (trace, "policy");
  g_autoptr (GError) error = NULL;
  BsPolicyOptions options;
  guint64 beam;
  BsPolicy *policy;

  if (trace->fsm != NULL)
    return bs_policy_new_fsm (trace->fsm);

  if (name == NULL || !g_strv_contains (bs_policy_names (), name))
    {
      *why = name != NULL ? g_strdup_printf (_ ("the policy “%s” is not in the trace"), name)
                          : g_strdup (_ ("the policy was not recorded"));
      return NULL;
    }

  bs_policy_options_init (&options);
  beam = options.beam_width;
  if ((g_str_equal (name, "random")
       && !get_number (trace, "seed", 0, G_MAXUINT64, &options.seed, why))
      || ((g_str_equal (name, "beam") || g_str_equal (name, "exact"))
          && !get_number (trace, "beam", 1, G_MAXUINT, &beam, why))
      || (g_str_equal (name, "exact")
          && !get_number (trace, "max_states", 1, G_MAXUINT64, &options.max_states, why)))
    return NULL;

  options.beam_width = (guint) beam;
  policy = bs_policy_new (name, &options, &error);
  if (policy == NULL)
    *why = g_strdup (error->message);

  return policy;
}

char *
bs_rebuild_can_execute (const BsTrace *trace)
{
  const char *backend = bs_trace_get_info (trace, "backend");

  if (backend == NULL)
    return g_strdup (_ ("nothing was computed when it was recorded"));
  if (!g_strv_contains (bs_backend_names (), backend))
    return g_strdup_printf (_ ("this program has no backend “%s”"), backend);
  if (g_str_equal (backend, "cpu") && bs_trace_get_info (trace, "planner") == NULL)
    return g_strdup (_ ("an older program executed it, in another way"));

  return NULL;
}

/* A model is as large as the words, labels and other things that it knows. Returns: (transfer full)
 * (nullable): as much of a corpus as says so. */
static BsCorpus *
rebuild_corpus (const BsTrace *trace, const BsStructure *structure, char **why)
{
  BsCorpus *corpus = bs_corpus_new (structure);
  gboolean same = trace->n_vocabularies == structure->n_vocabularies;

  for (guint i = 0; same && i < structure->n_vocabularies; i++)
    {
      const BsTraceVocabulary *vocabulary = &trace->vocabularies[i];

      same = g_str_equal (vocabulary->name, structure->vocabularies[i])
             && (vocabulary->strings != NULL || vocabulary->n <= MAX_NUMBERS);
      corpus->vocabularies[i].n = vocabulary->n;
    }
  if (same)
    return corpus;

  *why = g_strdup (_ ("the vocabularies of the trace are not those of the model"));
  bs_corpus_free (corpus);
  return NULL;
}

static gboolean
set_parameters (const BsTrace *trace, BsModel *model, const char *path, char **why, GError **error)
{
  const char *recorded = bs_trace_get_info (trace, "parameters_sha256");
  g_autofree char *sha256 = NULL;
  guint64 seed;

  if (recorded == NULL)
    {
      if (!get_number (trace, "seed", 0, G_MAXUINT64, &seed, why))
        return FALSE;
      bs_model_initialize (model, seed);
      return TRUE;
    }

  if (!bs_safetensors_load (path, model, &sha256, error))
    return FALSE;
  if (g_str_equal (sha256, recorded))
    return TRUE;

  g_set_error (
      error, BS_ERROR, BS_ERROR_UNSUPPORTED,
      _ ("%s is not the file of parameters that was run: its SHA-256 is %s, recorded is %s"), path,
      sha256, recorded);
  return FALSE;
}

BsModel *
bs_rebuild_model (const BsTrace *trace, BsModelFile *file, const char *parameters, char **why,
                  GError **error)
{
  const char *name = bs_trace_get_info (trace, "workload");
  const char *recorded = bs_trace_get_info (trace, "model_sha256");
  g_autofree char *sha256 = bs_model_file_get_sha256 (file);
  gboolean from_file = bs_trace_get_info (trace, "parameters_sha256") != NULL;
  g_autoptr (BsModel) model = NULL;
  g_autoptr (GError) failure = NULL;
  BsCorpus *corpus;
  guint64 size;

  if (g_strcmp0 (name, bs_model_file_get_name (file)) != 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The trace is of the model %s, and the file is of %s"),
                   name != NULL ? name : "?", bs_model_file_get_name (file));
      return NULL;
    }
  if (recorded != NULL && !g_str_equal (recorded, sha256))
    {
      g_set_error (
          error, BS_ERROR, BS_ERROR_UNSUPPORTED,
          _ ("The file is not the model %s that was run: its SHA-256 is %s, recorded is %s"), name,
          sha256, recorded);
      return NULL;
    }
  if (parameters != NULL && !from_file)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("The parameters of the trace came from the seed, not from a file; "
                              "leave out --parameters"));
      return NULL;
    }
  if (parameters == NULL && from_file)
    {
      *why = g_strdup (_ ("its parameters came from a file; give it with --parameters"));
      return NULL;
    }
  if (!get_number (trace, "model_size", 1, MAX_MODEL_SIZE, &size, why))
    return NULL;

  corpus = rebuild_corpus (trace, bs_model_file_get_structure (file), why);
  if (corpus == NULL)
    return NULL;
  model = bs_model_file_create_model (file, (guint) size, corpus, &failure);
  bs_corpus_free (corpus);
  if (model == NULL)
    {
      *why = g_strdup (failure->message);
      return NULL;
    }

  /* Before version 3 traces did not say which output of a cell is read. */
  for (guint i = 0; trace->version < 3 && i < model->n_cells; i++)
    if (model->cells[i].n_outputs > 1)
      {
        *why = g_strdup_printf (_ ("the cell %s has several outputs, and this version of traces "
                                   "does not say which of them are read"),
                                model->cells[i].name);
        return NULL;
      }
  if (!set_parameters (trace, model, parameters, why, error))
    return NULL;

  return g_steal_pointer (&model);
}

BsBackend *
bs_rebuild_backend (const BsTrace *trace, BsModel *model, char **why)
{
  const char *name = bs_trace_get_info (trace, "backend");
  const char *planner = bs_trace_get_info (trace, "planner");
  g_autoptr (GError) error = NULL;
  BsBackendOptions options;
  guint64 n_threads = 1;
  BsBackend *backend = NULL;

  *why = bs_rebuild_can_execute (trace);
  if (*why != NULL)
    return NULL;

  bs_backend_options_init (&options);
  if (bs_trace_get_info (trace, "threads") != NULL
      && !get_number (trace, "threads", 1, MAX_THREADS, &n_threads, why))
    return NULL;
  options.n_threads = (guint) n_threads;
  if (planner == NULL || bs_planner_from_string (planner, &options.planner, &error))
    backend = bs_backend_new (name, model, &options, &error);
  if (backend == NULL)
    *why = g_strdup (error->message);

  return backend;
}
