#include "shell/ask_dialog.hpp"

#include "base/demi_bold.hpp"
#include "base/font_scale.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/wrapping_label.hpp"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

using Kind = places::Question::Kind;

constexpr int dialogWidth = 480;

QString headingOf(const places::Question& question)
{
    switch (question.kind) {
    case Kind::secret:
        return question.attempt > 1 ? AskDialog::tr("That was not accepted. Once more:")
                                    : AskDialog::tr("A password or passphrase is needed");
    case Kind::hostKey: return AskDialog::tr("Is this the right machine?");
    case Kind::confirm: return AskDialog::tr("ssh asks");
    case Kind::notice: return AskDialog::tr("ssh waits for you");
    }
    return {};
}

} // namespace

AskDialog::AskDialog(const places::Question& question, QWidget* parent) : QDialog(parent), m_question(question)
{
    setWindowTitle(tr("Connect"));
    auto* heading = new WrappingLabel(this);
    heading->setText(headingOf(question));
    heading->setWordWrap(true);
    heading->setFont(demiBold(scaledFont(heading->font(), 1.2)));
    auto* text = new WrappingLabel(this);
    text->setTextFormat(Qt::PlainText);
    text->setText(QString::fromStdString(question.text).trimmed());
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse); // a fingerprint is compared
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(8);
    column->addWidget(heading);
    column->addWidget(text);
    auto* no = new QPushButton(this);
    no->setAutoDefault(false);
    no->setToolTip(tr("Do not connect (Esc)"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(no);
    connect(no, &QPushButton::clicked, this, &QDialog::reject);
    const bool isYesOrNo = question.kind == Kind::hostKey || question.kind == Kind::confirm;
    no->setText(isYesOrNo ? tr("No") : tr("Cancel"));
    no->setAccessibleName(no->text());
    if (question.kind == Kind::secret) {
        m_field = new QLineEdit(this);
        m_field->setEchoMode(QLineEdit::Password);
        m_field->setAccessibleName(tr("Answer"));
        column->addWidget(m_field);
    }
    if (question.kind != Kind::notice) {
        auto* yes = new PrimaryButton(isYesOrNo ? tr("Yes") : tr("Connect"), this);
        yes->setAccessibleName(yes->text());
        yes->setDefault(question.kind == Kind::secret); // a key is not accepted by a mere Return
        yes->setAutoDefault(false);
        buttons->addWidget(yes);
        connect(yes, &QPushButton::clicked, this, &QDialog::accept);
    }
    column->addSpacing(16);
    column->addLayout(buttons);
    setFixedWidth(forFont(*this, dialogWidth));
    if (m_field) {
        m_field->setFocus();
    } else {
        no->setFocus();
    }
}

std::string AskDialog::answer() const
{
    return m_field ? m_field->text().toStdString() : "yes";
}

} // namespace dpl::ui
