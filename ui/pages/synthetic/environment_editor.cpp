#include "pages/synthetic/environment_editor.hpp"

#include "base/dialog_size.hpp"
#include "base/error.hpp"
#include "base/icon.hpp"
#include "base/json_text.hpp"
#include "charts/figure_view.hpp"
#include "pages/synthetic/environment_contexts_card.hpp"
#include "pages/synthetic/environment_document.hpp"
#include "pages/synthetic/environment_function_card.hpp"
#include "pages/synthetic/environment_judge.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/secondary_label.hpp"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QToolButton>

namespace dpl::ui {

namespace {

constexpr qint64 mostBytes = 1 << 20; ///< of an environment's file; nobody writes so many points

std::filesystem::path toPath(const QString& file)
{
    return std::filesystem::path(file.toStdU16String());
}

/// The panels below each other, since the preview is higher than wide. The list of contexts is the first one's legend.
report::Figure stacked(report::Figure figure)
{
    figure.rows = int(figure.panels.size());
    figure.columns = 1;
    figure.panels.front().legend = false;
    for (int row = 0; row < figure.rows; ++row)
        figure.panels[static_cast<std::size_t>(row)].cell = {row, 0, 1, 1};
    return figure;
}

} // namespace

EnvironmentEditor::Start EnvironmentEditor::startFrom(const Json& environment)
{
    const auto example = [] { return EnvironmentDraft::of(synthetic::PiecewiseEnvironment::example()); };
    if (!environment.is_object())
        return {example(), {}};
    try {
        return {EnvironmentDraft::of(synthetic::PiecewiseEnvironment::fromJson(environment, "environment")), {}};
    } catch (const Error& error) {
        return {example(), QString::fromUtf8(error.what())};
    }
}

EnvironmentEditor::EnvironmentEditor(const Json& environment, QWidget* parent)
    : EnvironmentEditor(startFrom(environment), parent)
{
}

EnvironmentEditor::EnvironmentEditor(const Start& start, QWidget* parent)
    : QDialog(parent), m_document(new EnvironmentDocument(start.draft, this)), m_judge(new EnvironmentJudge(this)),
      m_name(new QLineEdit(this)), m_undo(makeHistoryButton(QStringLiteral("undo"), tr("Undo"))),
      m_redo(makeHistoryButton(QStringLiteral("redo"), tr("Redo"))), m_open(new QPushButton(tr("&Open…"), this)),
      m_save(new QPushButton(tr("&Save…"), this)), m_contexts(new EnvironmentContextsCard(*m_document, this)),
      m_function(new EnvironmentFunctionCard(*m_document, this)), m_figure(new FigureView(this)),
      m_message(new QLabel(this))
{
    setWindowTitle(tr("Custom environment"));

    auto* left = new QVBoxLayout;
    left->setSpacing(16);
    left->addWidget(m_contexts);
    left->addWidget(m_function, 1);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(16);
    columns->addLayout(left, 5);
    columns->addWidget(makePreview(), 4);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(16);
    layout->addLayout(makeHeader());
    layout->addLayout(columns, 1);
    layout->addLayout(makeButtons());

    const auto reject = [this](const QString& reason) { say(reason, true); };
    connect(m_contexts, &EnvironmentContextsCard::rejected, this, reject);
    connect(m_function, &EnvironmentFunctionCard::rejected, this, reject);
    connect(
        m_contexts, &EnvironmentContextsCard::currentContextChanged, m_function, &EnvironmentFunctionCard::setContext);
    connect(m_document, &EnvironmentDocument::changed, this, &EnvironmentEditor::refresh);
    connect(m_judge, &EnvironmentJudge::judged, this, &EnvironmentEditor::showVerdict);
    connectHistory();
    addShortcut(QKeySequence::Open, &EnvironmentEditor::chooseFileToOpen);
    addShortcut(QKeySequence::Save, &EnvironmentEditor::chooseFileToSave);
    addShortcut(Qt::CTRL | Qt::Key_Return, &EnvironmentEditor::accept);

    resizeWithinParent(*this, {1080, 720});
    setMinimumSize(880, 600);
    refresh();
    say(start.problem, true);
    m_name->setFocus();
}

EnvironmentEditor::~EnvironmentEditor() = default;

Json EnvironmentEditor::environment() const
{
    return m_document->draft().environment().toJson();
}

bool EnvironmentEditor::hasChanges() const
{
    return !m_document->undoStack().isClean();
}

QToolButton* EnvironmentEditor::makeHistoryButton(const QString& iconName, const QString& name)
{
    auto* button = new QToolButton(this);
    button->setIcon(icon(iconName));
    button->setIconSize(QSize(18, 18));
    button->setFixedSize(32, 32);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(name);
    return button;
}

QLayout* EnvironmentEditor::makeHeader()
{
    auto* label = new SecondaryLabel(tr("&Name"), this);
    label->setBuddy(m_name);
    m_name->setAccessibleName(tr("Name of the environment"));
    m_name->setToolTip(tr("Names the environment in figures, and the folder of its results: letters, digits, - and _"));
    m_name->setMaximumWidth(320);
    m_name->installEventFilter(this);
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString& name) {
        m_document->change({name.trimmed(), m_document->contexts()}, tr("Rename environment"), QStringLiteral("name"));
    });
    m_open->setAccessibleName(tr("Open"));
    m_open->setToolTip(tr("Read an environment from a JSON file (Ctrl+O)"));
    m_open->setAutoDefault(false);
    connect(m_open, &QPushButton::clicked, this, &EnvironmentEditor::chooseFileToOpen);
    m_save->setAccessibleName(tr("Save"));
    m_save->setAutoDefault(false);
    connect(m_save, &QPushButton::clicked, this, &EnvironmentEditor::chooseFileToSave);

    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(label);
    row->addWidget(m_name, 1);
    row->addSpacing(8);
    row->addWidget(m_undo);
    row->addWidget(m_redo);
    row->addStretch(1);
    row->addWidget(m_open);
    row->addWidget(m_save);
    return row;
}

QWidget* EnvironmentEditor::makePreview()
{
    m_preview = new Card(tr("Preview"), this);
    m_figure->setMinimumWidth(320);
    m_figure->setToolTip(
        tr("The utility under each context, and what follows: annotators' comparisons rank alternatives by "
           "the Borda count, which may differ from their expected utility"));
    m_preview->body()->addWidget(m_figure, 1);
    return m_preview;
}

QLayout* EnvironmentEditor::makeButtons()
{
    m_message->setAccessibleName(tr("Message"));
    m_message->setWordWrap(true);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAccessibleName(tr("Cancel"));
    cancel->setToolTip(tr("Close and discard the changes"));
    cancel->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_accept = new PrimaryButton(tr("Use environment"), this);
    m_accept->setAccessibleName(tr("Use environment"));
    m_accept->setAutoDefault(false);
    connect(m_accept, &QPushButton::clicked, this, &EnvironmentEditor::accept);

    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_message, 1);
    row->addSpacing(8);
    row->addWidget(cancel);
    row->addWidget(m_accept);
    return row;
}

void EnvironmentEditor::connectHistory()
{
    const QUndoStack& stack = m_document->undoStack();
    const auto follow = [](QToolButton* button, const QString& verb, const QString& keys) {
        return [button, verb, keys](const QString& what) {
            button->setToolTip(
                what.isEmpty() ? tr("%1 (%2)").arg(verb, keys) : tr("%1: %2 (%3)").arg(verb, what, keys));
        };
    };
    const auto setUndoText = follow(m_undo, tr("Undo"), tr("Ctrl+Z"));
    const auto setRedoText = follow(m_redo, tr("Redo"), tr("Ctrl+Shift+Z"));
    connect(&stack, &QUndoStack::undoTextChanged, m_undo, setUndoText);
    connect(&stack, &QUndoStack::redoTextChanged, m_redo, setRedoText);
    connect(&stack, &QUndoStack::canUndoChanged, m_undo, &QWidget::setEnabled);
    connect(&stack, &QUndoStack::canRedoChanged, m_redo, &QWidget::setEnabled);
    setUndoText({});
    setRedoText({});
    m_undo->setEnabled(false);
    m_redo->setEnabled(false);
    connect(m_undo, &QToolButton::clicked, this, &EnvironmentEditor::undo);
    connect(m_redo, &QToolButton::clicked, this, &EnvironmentEditor::redo);
    addShortcut(Qt::CTRL | Qt::Key_Z, &EnvironmentEditor::undo);
    addShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_Z, &EnvironmentEditor::redo);
    addShortcut(Qt::CTRL | Qt::Key_Y, &EnvironmentEditor::redo);
}

void EnvironmentEditor::addShortcut(const QKeySequence& keys, void (EnvironmentEditor::*slot)())
{
    auto* shortcut = new QShortcut(keys, this);
    connect(shortcut, &QShortcut::activated, this, slot);
}

void EnvironmentEditor::chooseFileToOpen()
{
    const QString file = QFileDialog::getOpenFileName(
        this, tr("Open an environment"), m_file, tr("Environments (*.json);;All files (*)"));
    if (!file.isEmpty())
        openFile(file);
}

void EnvironmentEditor::chooseFileToSave()
{
    if (!m_problem.isEmpty())
        return;
    const QString suggestion = m_file.isEmpty() ? m_document->name() + QStringLiteral(".json") : m_file;
    QFileDialog dialog(
        this, tr("Save the environment"), QFileInfo(suggestion).path(), tr("Environments (*.json);;All files (*)"));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setDefaultSuffix(QStringLiteral("json"));
    dialog.selectFile(QFileInfo(suggestion).fileName());
    if (dialog.exec() == QDialog::Accepted && !dialog.selectedFiles().isEmpty())
        saveFile(dialog.selectedFiles().constFirst());
}

void EnvironmentEditor::openFile(const QString& file)
{
    if (QFileInfo(file).size() > mostBytes) {
        say(tr("%1 is too large to be an environment.").arg(QDir::toNativeSeparators(file)), true);
        return;
    }
    try {
        const std::string source = QFileInfo(file).fileName().toStdString();
        const auto opened = synthetic::PiecewiseEnvironment::fromJson(readJsonFile(toPath(file)), source);
        m_document->change(EnvironmentDraft::of(opened), tr("Open %1").arg(QFileInfo(file).fileName()));
        m_contexts->setCurrentContext(0);
        m_file = file;
        say(tr("Opened %1.").arg(QDir::toNativeSeparators(file)), false);
        Q_EMIT fileOpened(file);
    } catch (const Error& error) {
        say(QString::fromUtf8(error.what()), true);
    }
}

void EnvironmentEditor::saveFile(const QString& file)
{
    try {
        writeJsonFile(toPath(file), environment());
        m_file = file;
        m_document->undoStack().setClean();
        say(tr("Saved %1.").arg(QDir::toNativeSeparators(file)), false);
        Q_EMIT fileSaved(file);
    } catch (const Error& error) {
        say(QString::fromUtf8(error.what()), true);
    }
}

void EnvironmentEditor::accept()
{
    // What the button says may be a change behind.
    const EnvironmentVerdict verdict = judged(m_document->draft());
    showVerdict(verdict);
    if (verdict.problem.isEmpty())
        QDialog::accept();
}

void EnvironmentEditor::undo()
{
    m_document->undo();
}

void EnvironmentEditor::redo()
{
    m_document->redo();
}

void EnvironmentEditor::refresh()
{
    m_note.clear();
    m_escapeDiscards = false;
    // A name is shown as it is typed, spaces at its ends included.
    if (m_name->text().trimmed() != m_document->name())
        m_name->setText(m_document->name());
    m_judge->judge(m_document->draft());
    showMessage();
}

void EnvironmentEditor::showVerdict(const EnvironmentVerdict& verdict)
{
    m_problem = verdict.problem;
    const bool valid = m_problem.isEmpty();
    if (valid)
        m_figure->setFigure(stacked(*verdict.figure));
    m_preview->setNote(valid ? QString() : tr("· before the last changes"));
    m_accept->setEnabled(valid);
    m_accept->setToolTip(valid ? tr("Close and experiment with this environment (Ctrl+Return)") : m_problem);
    m_save->setEnabled(valid);
    m_save->setToolTip(
        valid ? tr("Write the environment to a JSON file, which the command line reads as well (Ctrl+S)") : m_problem);
    showMessage();
}

void EnvironmentEditor::say(const QString& note, bool isError)
{
    m_note = note;
    m_noteIsError = isError;
    showMessage();
}

void EnvironmentEditor::showMessage()
{
    const bool isError = m_note.isEmpty() || m_noteIsError;
    m_message->setForegroundRole(isError ? QPalette::BrightText : QPalette::PlaceholderText);
    m_message->setText(m_note.isEmpty() ? m_problem : m_note);
}

void EnvironmentEditor::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && hasChanges() && !std::exchange(m_escapeDiscards, true)) {
        say(tr("Press Esc again to discard the changes."), false);
        return;
    }
    // Return belongs to the fields and tables; Ctrl+Return accepts.
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        return;
    QDialog::keyPressEvent(event);
}

bool EnvironmentEditor::eventFilter(QObject* watched, QEvent* event)
{
    // The name has no history of its own: it is undone in the order of all changes.
    if (watched == m_name && event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace dpl::ui
