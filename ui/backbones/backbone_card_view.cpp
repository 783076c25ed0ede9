#include "backbones/backbone_card_view.hpp"

#include "base/demi_bold.hpp"
#include "base/format.hpp"
#include "base/icon.hpp"
#include "figures/figure_style.hpp"
#include "models/backbone_text.hpp"
#include "widgets/card.hpp"
#include "widgets/fact_table.hpp"
#include "widgets/notice.hpp"
#include "widgets/status_pill.hpp"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int widest = 1240; // a name and its number further apart are hard to read together
constexpr int twoColumns = 620; // the narrowest with cards side by side
constexpr int factGap = 12;

QString count(std::int64_t number)
{
    return QString::fromStdString(formatCount(number));
}

QString bytes(std::int64_t number)
{
    return QString::fromStdString(formatBytes(number));
}

QString exactly(std::int64_t number)
{
    return QLocale(QLocale::English).toString(qlonglong(number));
}

/// "Gemma 3 (gemma3_text)"; only "GPT-2" where its config says the same.
QString familyText(const backbone::BackboneConfig& config)
{
    const QString family = QString::fromStdString(config.familyName());
    const QString type = QString::fromStdString(config.modelType);
    const bool same =
        QString(family).remove(QLatin1Char('-')).remove(QLatin1Char(' ')).compare(type, Qt::CaseInsensitive) == 0;
    return same ? family : BackboneCardView::tr("%1 (%2)").arg(family, type);
}

} // namespace

BackboneCardView::BackboneCardView(QWidget* parent)
    : QScrollArea(parent), m_error(new Notice(Tone::bad)), m_shape(new FactTable), m_weights(new FactTable),
      m_memory(new FactTable), m_tokenizer(new FactTable), m_shapeCard(new Card(tr("Model"))),
      m_weightsCard(new Card(tr("Weights"))), m_memoryCard(new Card(tr("Memory"))), m_notes(new QVBoxLayout)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("The selected backbone"));

    m_shapeCard->body()->addWidget(m_shape);
    m_shapeCard->body()->addStretch(1);
    m_weightsCard->body()->addWidget(m_weights);
    auto* tokenizer = new Card(tr("Tokenizer"));
    tokenizer->body()->addWidget(m_tokenizer);
    tokenizer->body()->addStretch(1);
    m_memoryCard->setNote(tr("estimated peak"));
    m_memoryCard->body()->addWidget(m_memory);
    m_notes->setSpacing(8);

    auto* content = new QWidget;
    auto* right = new QVBoxLayout;
    right->setSpacing(factGap);
    right->addWidget(m_weightsCard);
    right->addWidget(tokenizer, 1);
    m_sides = new QHBoxLayout;
    m_sides->setSpacing(factGap);
    m_sides->addWidget(m_shapeCard, 1);
    m_sides->addLayout(right, 1);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(factGap);
    column->addWidget(makeHeading());
    column->addLayout(m_sides);
    column->addWidget(m_memoryCard);
    column->addLayout(m_notes);
    column->addStretch(1);
    content->setMaximumWidth(widest);
    setWidget(content);
    setCard(nullptr);
}

QWidget* BackboneCardView::makeHeading()
{
    auto* heading = new Card;
    m_name = new QLabel;
    m_name->setTextFormat(Qt::PlainText);
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_name->setWordWrap(true);
    m_name->setFont(demiBold(scaledFont(m_name->font(), 1.25)));
    m_state = new StatusPill;
    auto* nameRow = new QHBoxLayout;
    nameRow->setSpacing(12);
    nameRow->addWidget(m_name, 1);
    nameRow->addWidget(m_state, 0, Qt::AlignTop);

    m_path = new QLineEdit;
    m_path->setReadOnly(true);
    m_path->setAccessibleName(tr("Path of the backbone"));
    auto* copy = new QToolButton;
    copy->setIcon(icon(QStringLiteral("copy"), QPalette::PlaceholderText));
    copy->setAutoRaise(true);
    copy->setAccessibleName(tr("Copy the path"));
    copy->setToolTip(tr("Copy the path"));
    connect(copy, &QToolButton::clicked, this, &BackboneCardView::copyPath);
    auto* pathRow = new QHBoxLayout;
    pathRow->setSpacing(4);
    pathRow->addWidget(m_path, 1);
    pathRow->addWidget(copy);

    heading->body()->addLayout(nameRow);
    heading->body()->addLayout(pathRow);
    heading->body()->addWidget(m_error);
    return heading;
}

void BackboneCardView::arrange()
{
    m_sides->setDirection(viewport()->width() < twoColumns ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void BackboneCardView::resizeEvent(QResizeEvent* event)
{
    arrange();
    QScrollArea::resizeEvent(event);
}

void BackboneCardView::setCard(const SharedCard& card)
{
    m_card = card;
    widget()->setVisible(card != nullptr);
    if (!card) {
        return;
    }
    widget()->setUpdatesEnabled(false);
    const bool usable = card->isUsable();
    m_name->setText(QString::fromStdString(card->name));
    m_name->setAccessibleName(m_name->text());
    m_state->setText(usable ? tr("ready") : tr("cannot be used"));
    m_state->setTone(usable ? Tone::good : Tone::bad);
    m_path->setText(shownPath(QString::fromStdString(card->path.string())));
    m_path->setToolTip(m_path->text());
    m_path->setCursorPosition(0);
    m_error->setText(QString::fromStdString(card->error));
    showShape();
    showWeights();
    showMemory();
    showTokenizer();
    showNotes();
    widget()->setUpdatesEnabled(true);
}

void BackboneCardView::showShape()
{
    const backbone::BackboneConfig& c = m_card->config;
    m_shape->clear();
    // What a broken backbone does not tell is left out.
    const auto add = [this](
                         const QString& name, std::int64_t number, const QString& text, const QString& toolTip = {}) {
        if (number > 0) {
            m_shape->addRow(name, text, toolTip);
        }
    };
    if (!c.modelType.empty()) {
        m_shape->addRow(tr("Family"), familyText(c), tr("Architecture, with the model_type of its config in brackets"));
    }
    add(tr("Parameters"), m_card->parameters, count(m_card->parameters),
        tr("%1 numbers in the decoder and its embeddings; the language model's own head is not used and not counted")
            .arg(exactly(m_card->parameters)));
    add(tr("Layers"), c.layers, count(c.layers));
    add(tr("Hidden size"), c.hiddenSize, exactly(c.hiddenSize), tr("Numbers that stand for a token between layers"));
    add(tr("MLP size"), c.intermediateSize, exactly(c.intermediateSize), tr("Numbers inside each layer's MLP"));
    add(tr("Attention heads"), c.heads, count(c.heads));
    add(tr("Key and value heads"), c.keyValueHeads, count(c.keyValueHeads),
        tr("Fewer than attention heads where several share one"));
    add(tr("Vocabulary"), c.vocabularySize, tr("%1 tokens").arg(exactly(c.vocabularySize)));
    add(tr("Context"), c.contextLength, tr("%1 tokens").arg(exactly(c.contextLength)),
        tr("The longest text it was made for"));
    m_shapeCard->setVisible(!m_shape->isEmpty());
}

void BackboneCardView::showWeights()
{
    m_weights->clear();
    m_weightsCard->setVisible(!m_card->format.empty());
    m_weights->addRow(tr("Format"), QString::fromStdString(m_card->format));
    for (const auto& [type, size] : m_card->storedTypes) {
        m_weights->addRow(QString::fromStdString(type), bytes(size),
            tr("%1 bytes of weights are stored as %2").arg(exactly(size), QString::fromStdString(type)));
    }
    m_weights->addRow(tr("Files"), bytes(m_card->fileBytes), tr("%1 bytes on disk").arg(exactly(m_card->fileBytes)));
}

void BackboneCardView::showMemory()
{
    m_memory->clear();
    m_memoryCard->setVisible(m_card->isUsable());
    m_memory->setColumns({tr("Weights in float32"), tr("Weights as stored")});
    m_memory->addRow(tr("To score a text of 1,024 tokens"),
        {bytes(m_card->scoringBytes), bytes(m_card->storedScoringBytes)},
        tr("Weights as stored are dequantised or upcast layer by layer when they are used"));
    m_memory->addRow(tr("To train on 2 comparisons of 1,024 tokens per side"),
        {bytes(m_card->trainingBytes), bytes(m_card->storedTrainingBytes)},
        tr("A step with a LoRA adapter in float32"));
}

void BackboneCardView::showTokenizer()
{
    m_tokenizer->clear();
    const bool has = !m_card->tokenizerKind.empty();
    m_tokenizer->addRow(tr("Kind"), has ? QString::fromStdString(m_card->tokenizerKind) : tr("none"));
    if (has) {
        m_tokenizer->addRow(tr("Tokens"), exactly(m_card->tokenizerVocabulary));
    }
}

void BackboneCardView::showNotes()
{
    while (QLayoutItem* item = m_notes->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const std::string& warning : m_card->warnings) {
        auto* note = new Notice(Tone::warning);
        m_notes->addWidget(note);
        note->setText(QString::fromStdString(warning));
    }
}

QStringList BackboneCardView::notes() const
{
    QStringList texts;
    for (int i = 0; i < m_notes->count(); ++i) {
        texts.append(qobject_cast<Notice*>(m_notes->itemAt(i)->widget())->text());
    }
    return texts;
}

void BackboneCardView::copyPath()
{
    if (m_card) {
        QGuiApplication::clipboard()->setText(shownPath(QString::fromStdString(m_card->path.string())));
    }
}

} // namespace dpl::ui
