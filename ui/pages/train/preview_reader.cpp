#include "pages/train/preview_reader.hpp"

#include "base/json_text.hpp"

#include <QRegularExpression>

namespace dpl::ui {

namespace {

constexpr std::int64_t mostKeptRows = 20'000; ///< of a preview that is not shown; rows are in memory

/// What decides a preview.
std::string previewKey(const training::TrainingParams& params)
{
    const Json values = params.toJson();
    Json key;
    for (const char* name : {"model_name", "tokenizer_name", "chat_template", "data_path", "columns", "data_subset",
             "train_dataset_size", "max_length", "long_comparisons", "hidden_context_ratio", "holdout_share",
             "holdout_seed", "overwrite_data_subset", "skip_bad_rows", "seed"}) {
        key[name] = values.at(name);
    }
    return dumpJson(key);
}

/// What core says, as a sentence of its own; one that begins with a path or a name stays as it is.
QString sentenceOf(const std::exception& error)
{
    static const QRegularExpression word(QStringLiteral("^[a-z]+ "));
    QString text = QString::fromUtf8(error.what());
    return word.match(text).hasMatch() ? text.replace(0, 1, text.left(1).toUpper()) : text;
}

} // namespace

PreviewReader::PreviewReader(QObject* parent) : QObject(parent)
{
    m_waiting.connect(this, &PreviewReader::start);
}

void PreviewReader::read(const training::TrainingParams& params)
{
    const std::string what = previewKey(params);
    if (what == m_what) {
        return;
    }
    const Earlier earlier = m_earlier;
    forget(); // at once, so that nobody takes it for what is asked for
    m_what = what;
    if (earlier.preview && what == earlier.what) {
        m_preview = earlier.preview;
        Q_EMIT finished();
        return;
    }
    m_next = params;
    m_waiting.changed();
    Q_EMIT started();
}

void PreviewReader::forget()
{
    m_waiting.stop();
    m_reading.cancel();
    if (m_preview && m_preview->rows <= mostKeptRows) {
        m_earlier = {m_what, m_preview};
    }
    m_what.clear();
    m_preview = nullptr;
}

void PreviewReader::start()
{
    m_reading.start(
        this,
        [params = m_next](const std::stop_token& stop) -> Outcome {
            try {
                return {std::make_shared<const training::DatasetPreview>(training::previewDataset(params, 1, stop)), {},
                    {}};
            } catch (const ParameterError& error) {
                return {nullptr, sentenceOf(error), error.parameter()};
            }
        },
        [this](const Outcome& outcome) { end(outcome); },
        [this](const QString& message) { end({nullptr, message, {}}); });
}

void PreviewReader::end(const Outcome& outcome)
{
    m_preview = outcome.preview;
    if (m_preview) {
        Q_EMIT finished();
    } else {
        m_what.clear();
        m_earlier = {}; // what it lies in may be gone, too
        Q_EMIT failed(outcome.problem, outcome.parameter);
    }
}

} // namespace dpl::ui
