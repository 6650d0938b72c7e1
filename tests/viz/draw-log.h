/* SPDX-License-Identifier: Apache-2.0 */
/* What painters draw, as text: a line an operation, coordinates in points rounded to tenths, texts as
 * texts. Compared with goldens in tests/viz/goldens. The linker hands us the calls of cairo and
 * viz/text (see meson.build), and texts are given widths of our own, so that fonts do not matter. */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

typedef void (*DrawLogFunc) (cairo_t *cr, double width, double height, gpointer user_data);

/** draw_log_init: for main(), before any painter is made: texts have our widths from now on. */
void draw_log_init (void);

/** draw_log_new: Returns: (transfer full): what @draw draws. */
char *draw_log_new (DrawLogFunc draw, gpointer user_data, double width, double height);

/**
 * draw_log_check:
 * @name: of the golden, without a suffix
 *
 * Fails the test, with the first line that differs, where @draw draws something else than it says. Run
 * with BATCHSCOPE_WRITE_GOLDENS=1 in the environment, the golden is written instead: look at what
 * changed before it is kept.
 */
void draw_log_check (const char *name, DrawLogFunc draw, gpointer user_data, double width,
                     double height);

/** draw_log_count: Returns: how many lines of @log begin with @prefix. */
guint draw_log_count (const char *log, const char *prefix);

/** draw_log_has_text: Returns: whether @log shows a text that has @text in it. */
gboolean draw_log_has_text (const char *log, const char *text);

G_END_DECLS
