#pragma once

#include "core/recording/format.h"

/* The rows of the format table: each is reached by core/recording/format.c only. */

extern const EcgFormat ecg_format_wfdb;
extern const EcgFormat ecg_format_audio;
extern const EcgFormat ecg_format_csv;
extern const EcgFormat ecg_format_edf;
extern const EcgFormat ecg_format_bids;
