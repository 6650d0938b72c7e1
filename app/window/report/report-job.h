/* SPDX-License-Identifier: Apache-2.0 */
/* A report, made in a thread: its pages for a preview, or a file as the command line writes it. */
#pragma once

#include <gtk/gtk.h>

#include "profiles/report/report.h"
#include "viz/report/report-format.h"

G_BEGIN_DECLS

/** BsReportChoices: what somebody wants. */
typedef struct
{
  BsReportOptions options;
  BsReportFormat format;
  BsPaper paper;
} BsReportChoices;

typedef struct
{
  GPtrArray *titles;    /* char *: by BsReportSection, where all were asked for; of those that the
                           trace has nothing for %NULL */
  GPtrArray *pages;     /* (nullable) cairo_surface_t: recordings, for printers */
  GPtrArray *textures;  /* (nullable) GdkTexture: the same as pixels */
  char *text;           /* (nullable): where the format is text */
  double width, height; /* of a page, in points */
} BsReportPreview;

void bs_report_preview_free (BsReportPreview *self);

/** bs_report_preview_async: @scale: pixels a point. */
void bs_report_preview_async (BsTrace *trace, const BsReportChoices *choices, double scale,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
BsReportPreview *bs_report_preview_finish (GAsyncResult *result, GError **error);

/** bs_report_save_async: writes the report to @file, which has all of it afterwards or is as it was. */
void bs_report_save_async (BsTrace *trace, const BsReportChoices *choices, GFile *file,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean bs_report_save_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsReportPreview, bs_report_preview_free)

G_END_DECLS
