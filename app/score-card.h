#pragma once

#include <adwaita.h>

#include "core/learn/evaluation.h"

G_BEGIN_DECLS

#define ECG_TYPE_SCORE_CARD (ecg_score_card_get_type ())

/**
 * EcgScoreCard:
 *
 * What a network is worth at one task: accuracy with interval and chance level, macro-F1, and the
 * confusion matrix as a picture and as a table of the same numbers.
 */
G_DECLARE_FINAL_TYPE (EcgScoreCard, ecg_score_card, ECG, SCORE_CARD, AdwBin)

GtkWidget *ecg_score_card_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_score_card_show: Shows the score of @task; keeps a reference to @evaluation. */
void ecg_score_card_show (EcgScoreCard *self, EcgEvaluation *evaluation, EcgTask task);

G_END_DECLS
