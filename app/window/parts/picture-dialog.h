/* SPDX-License-Identifier: Apache-2.0 */
/* How a picture is saved: format, size and scale. */
#pragma once

#include <adwaita.h>

#include "viz/picture.h"

G_BEGIN_DECLS

#define BS_TYPE_PICTURE_DIALOG (bs_picture_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BsPictureDialog, bs_picture_dialog, BS, PICTURE_DIALOG, AdwWindow)

/**
 * bs_picture_dialog_new:
 * @parent: in the window that waits
 * @width: in points, what is suggested; @height likewise
 *
 * Signal: `accepted`: somebody goes on to save; it closes right after.
 */
BsPictureDialog *bs_picture_dialog_new (GtkWidget *parent, double width, double height);

BsPictureFormat bs_picture_dialog_get_format (BsPictureDialog *self);
void bs_picture_dialog_get_size (BsPictureDialog *self, double *width, double *height);

/** bs_picture_dialog_get_scale: Returns: pixels a point. */
double bs_picture_dialog_get_scale (BsPictureDialog *self);

G_END_DECLS
