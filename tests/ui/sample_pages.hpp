#pragma once

#include "pages/page.hpp"
#include "widgets/card.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/page_header.hpp"

#include <QVBoxLayout>

namespace dpl::test {

/// Stands in for a page where a test is about the window around it.
class SamplePage : public ui::Page {
public:
    explicit SamplePage(const QString& title, QWidget* parent = nullptr) : Page(parent), m_title(title)
    {
        auto* state = new ui::EmptyState(
            iconName(), QStringLiteral("Nothing here"), QStringLiteral("A page that stands in for another."));
        state->setButton(QStringLiteral("Go to Synthetic"));
        connect(
            state, &ui::EmptyState::buttonClicked, this, [this] { Q_EMIT pageRequested(QStringLiteral("synthetic")); });
        auto* card = new ui::Card(this);
        card->body()->addWidget(state);
        auto* layout = new QVBoxLayout(this);
        layout->setContentsMargins(20, 16, 20, 16);
        layout->setSpacing(12);
        layout->addWidget(new ui::PageHeader(title, this));
        layout->addWidget(card, 1);
    }

    QString title() const override { return m_title; }
    QString id() const override { return m_title.toLower(); }
    QString iconName() const override { return id(); }

private:
    QString m_title;
};

inline QList<ui::Page*> samplePages()
{
    QList<ui::Page*> pages;
    for (const char* title : {"Train", "Runs", "Evaluate", "Inspect", "Results"})
        pages.append(new SamplePage(QString::fromLatin1(title)));
    return pages;
}

} // namespace dpl::test
