/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters of a model as safetensors files, which other frameworks read and write. */
#pragma once

#include <gio/gio.h>

#include "engine/model.h"

G_BEGIN_DECLS

/**
 * bs_safetensors_load:
 * @path: a file with the names and shapes of @model's parameters, row-major, in the types F32, F64,
 *   F16 or BF16; all are converted to single precision
 * @model: its parameters are set; they are only valid where %TRUE is returned
 * @sha256: (out) (optional) (transfer full): of the whole file, in hexadecimal
 *
 * The file is checked throughout before any number is read.
 *
 * Returns: %FALSE with %BS_ERROR_SYNTAX or %BS_ERROR_CORRUPT where the file is damaged, with
 *   %BS_ERROR_UNSUPPORTED and what is missing, extra or misshapen where it is of another model, or
 *   with %BS_ERROR_IO
 */
gboolean bs_safetensors_load (const char *path, BsModel *model, char **sha256, GError **error);

/** bs_safetensors_load_bytes: the same from memory; @name: what to call the bytes in errors. */
gboolean bs_safetensors_load_bytes (const char *name, const void *bytes, gsize length,
                                    BsModel *model, char **sha256, GError **error);

/**
 * bs_safetensors_save:
 *
 * Writes the parameters of @model, in the order of the model. A file that is there is replaced
 * only once the new one is whole.
 */
gboolean bs_safetensors_save (const BsModel *model, const char *path, GError **error);

G_END_DECLS
