/* SPDX-License-Identifier: Apache-2.0 */
/* Model files: read, and asked. */
#include "config.h"

#include "engine/model-file.h"

#include <gio/gio.h>

#include "engine/model-file-private.h"

struct _BsModelFile
{
  int refs;
  BsProgram *program;
  GBytes *text;
};

BsModelFile *
bs_model_file_parse (const char *name, const char *text, gsize length, GError **error)
{
  BsProgram *program = bs_program_parse (name, text, length, error);
  BsModelFile *self;

  if (program == NULL)
    return NULL;

  self = g_new0 (BsModelFile, 1);
  g_atomic_int_set (&self->refs, 1);
  self->program = program;
  self->text = g_bytes_new (text, length);

  return self;
}

BsModelFile *
bs_model_file_load (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  /* A byte more than is possible is enough to refuse a file without an end. */
  g_autofree char *text = g_malloc (BS_MAX_MODEL_FILE + 1);
  gsize length;

  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), text, BS_MAX_MODEL_FILE + 1, &length,
                                   NULL, error))
    return NULL;

  return bs_model_file_parse (name, text, length, error);
}

BsModelFile *
bs_model_file_ref (BsModelFile *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_model_file_unref (BsModelFile *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  bs_program_free (self->program);
  g_bytes_unref (self->text);
  g_free (self);
}

const BsProgram *
bs_model_file_get_program (BsModelFile *self)
{
  return self->program;
}

const char *
bs_model_file_get_name (BsModelFile *self)
{
  return self->program->name;
}

GBytes *
bs_model_file_get_text (BsModelFile *self)
{
  return g_bytes_ref (self->text);
}

char *
bs_model_file_get_sha256 (BsModelFile *self)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->text);
}

const char *
bs_model_file_get_summary (BsModelFile *self)
{
  return self->program->summary;
}

const BsStructure *
bs_model_file_get_structure (BsModelFile *self)
{
  return self->program->structure;
}

const char *const *
bs_model_file_get_samples (BsModelFile *self)
{
  return (const char *const *) self->program->samples;
}

gboolean
bs_model_file_generates (BsModelFile *self)
{
  return self->program->generator != NULL;
}

BsCorpus *
bs_model_file_generate (BsModelFile *self, guint64 seed, GError **error)
{
  BsProgram *program = self->program;
  GError *inner = NULL;
  BsCorpus *corpus;

  g_return_val_if_fail (program->generator != NULL, NULL);

  corpus = bs_corpus_generate (
      program->generator, (const char *const *) program->number_names->pdata,
      (const guint32 *) program->numbers->data, program->numbers->len, seed, &inner);
  if (corpus == NULL)
    g_propagate_prefixed_error (error, inner, "%s:%u:%u: ", program->file,
                                program->generator_where.line, program->generator_where.column);

  return corpus;
}

gboolean
bs_model_file_is_growing (BsModelFile *self)
{
  return self->program->growing != G_MAXUINT32;
}

BsModel *
bs_model_file_create_model (BsModelFile *self, guint size, const BsCorpus *corpus, GError **error)
{
  g_return_val_if_fail (corpus == NULL || corpus->structure == self->program->structure, NULL);

  return bs_program_create_model (self->program, size, corpus, error);
}
