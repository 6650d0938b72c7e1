/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a small file of the program's own away from the UI thread: whole or not at all, and never an
 * old text over a newer one. Where it cannot be kept the program works on. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _BsFileWriter BsFileWriter;

/** bs_file_writer_new: @path: its folder is made when it is first written. */
BsFileWriter *bs_file_writer_new (const char *path);
void bs_file_writer_free (BsFileWriter *self);

const char *bs_file_writer_get_path (BsFileWriter *self);

/** bs_file_writer_write: @text: (transfer full): what the file is to hold, soon. */
void bs_file_writer_write (BsFileWriter *self, char *text);

/** bs_file_writer_finish: returns when the text that was given last is in the file, or cannot be. */
void bs_file_writer_finish (BsFileWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsFileWriter, bs_file_writer_free)

G_END_DECLS
